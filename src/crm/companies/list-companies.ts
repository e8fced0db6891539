import type { Caller, Reader } from '#crm/store.ts';
import { type Approach, chooseApproach, recheckedIds, rowsOf } from './candidates.ts';
import {
  type CompanyFilter,
  type Driving,
  drivingTokens,
  effectiveFilter,
  matchingOf,
  recheck,
} from './company-filter.ts';
import type { Company } from './company.ts';
import { companyRows } from './get-company.ts';
import { asWhole, type CompanyReading, type CompanyRow } from './read-companies.ts';
import { type CompanyPage, selectPage } from './select-page.ts';

export type { CompanyPage } from './select-page.ts';

export interface CompanyList<T = Company> {
  readonly companies: readonly T[];
  /** Whether rows follow this page (reading backwards: whether rows stand before it). */
  readonly more: boolean;
}

export const NO_COMPANIES: CompanyList<never> = { companies: [], more: false };

/** A page of the companies that a filter lets through, in order; living ones unless the filter asks for all. */
export async function listCompanies(
  db: Reader,
  who: Caller,
  asked: CompanyFilter,
  page: CompanyPage,
): Promise<CompanyList> {
  const filter = effectiveFilter(who, asked);
  if (filter === null) return NO_COMPANIES;
  const driving = drivingTokens(filter);
  const approach = await chooseApproach(db, who, filter, driving, page);
  return await readPage(db, who, filter, page, asWhole, driving, approach);
}

/** The page, found in the way that was chosen. */
export async function readPage<T>(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  page: CompanyPage,
  reading: CompanyReading<T>,
  driving: Driving | null,
  approach: Approach,
): Promise<CompanyList<T>> {
  const matching = matchingOf(db, who, filter, approach === 'walk' ? null : driving);
  if (matching === null) return NO_COMPANIES;
  const holds = recheck(who, filter);
  if (holds === null) return toPage(page, reading, await selectPage(db, matching, page, reading.columns));
  const ids: bigint[] = [];
  for await (const id of recheckedIds(db, matching, page, holds)) {
    ids.push(id);
    if (ids.length === rowsOf(page)) break;
  }
  const found = ids.slice(page.offset ?? 0);
  const rows = new Map((await companyRows(db.sql, { tenantId: who.tenantId }, found)).map((row) => [row.id, row]));
  const inOrder = found.flatMap((id) => rows.get(id) ?? []);
  return toPage(page, reading, inOrder);
}

/** @param rows of the page and of the row after it, in the direction of reading */
export function toPage<T>(page: CompanyPage, reading: CompanyReading<T>, rows: readonly CompanyRow[]): CompanyList<T> {
  const companies = rows.slice(0, page.limit).map(reading.of);
  if (page.anchor?.side === 'before') companies.reverse();
  return { companies, more: rows.length > page.limit };
}
