import { readCount } from '#crm/counts.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { candidatesOf, inChunks } from './candidates.ts';
import { recheck, type CompanyFilter } from './company-filter.ts';
import type { Company } from './company.ts';
import { countByTokens } from './count-companies.ts';
import { ALL_COMPANIES } from './counts.ts';
import { getCompanies } from './get-company.ts';
import type { OrderTerm, PageAnchor } from './page-order.ts';

export interface CompanyPage {
  readonly limit: number;
  readonly order: readonly OrderTerm[];
  /** Rows to leave out first; not together with `anchor`. */
  readonly offset?: number;
  readonly anchor?: PageAnchor;
}

export interface CompanyList {
  readonly companies: readonly Company[];
  /** Whether rows follow this page (reading backwards: whether rows stand before it). */
  readonly more: boolean;
}

/** A page of the companies that a filter lets through, in order; living ones unless the filter asks for all. */
export async function listCompanies(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  page: CompanyPage,
): Promise<CompanyList> {
  const found = await findIds(db, who, filter, page);
  const ids = found.slice(0, page.limit);
  if (page.anchor?.side === 'before') ids.reverse();
  const companies = await getCompanies(db, who, ids);
  return {
    companies: ids.flatMap((id) => companies.get(id) ?? []),
    more: found.length > page.limit,
  };
}

/** Ids of a page and of the row after it, in the direction of reading. */
async function findIds(db: Reader, who: Caller, filter: CompanyFilter, page: CompanyPage): Promise<bigint[]> {
  const rows = page.limit + (page.offset ?? 0);
  const candidates = candidatesOf(db, who, filter, page.order, await isWalkCheaper(db, who, filter, rows));
  const holds = recheck(who, filter);
  if (holds === null) {
    const found = await candidates(page.anchor)
      .limit(page.limit + 1)
      .offset(page.offset ?? 0)
      .execute();
    return found.map((row) => row.id);
  }
  const ids: bigint[] = [];
  for await (const row of inChunks(candidates, page)) {
    if (holds(parseCustom(row.custom))) ids.push(row.id);
    if (ids.length > rows) break;
  }
  return ids.slice(page.offset ?? 0);
}

/**
 * With m of n companies carrying the tokens, a walk in list order tests about rows · n / m of them, and gathering all
 * matches costs about m; a walk can only tell names, as the other texts stand in no column.
 */
async function isWalkCheaper(db: Reader, who: Caller, filter: CompanyFilter, rows: number): Promise<boolean> {
  const textual = filter.conditions.filter(({ kind }) => kind === 'name' || kind === 'field');
  if (textual.length === 0) return true;
  if (textual.some(({ kind }) => kind === 'field')) return false;
  const matches = await countByTokens(db, who, filter);
  return matches * matches > rows * (await readCount(db, who.tenantId, ALL_COMPANIES));
}
