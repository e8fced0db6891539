import type { Caller, Reader } from '#crm/store.ts';
import { type Approach, candidatesOf, chooseApproach, recheckedIds } from './candidates.ts';
import { type CompanyFilter, drivingTokens, effectiveFilter, recheck } from './company-filter.ts';
import type { Company } from './company.ts';
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
  asked: CompanyFilter,
  page: CompanyPage,
): Promise<CompanyList> {
  const filter = effectiveFilter(who, asked);
  if (filter === null) return { companies: [], more: false };
  const driving = drivingTokens(filter);
  const matches =
    driving === null ? null : await db.search.count('companies', db.search.query(who.tenantId, driving.alternatives));
  const approach = await chooseApproach(db, who, filter, matches, rowsOf(page));
  return await readPage(db, who, page, await findIds(db, who, filter, page, approach));
}

/** @param found ids of the page and of the row after it, in the direction of reading */
export async function readPage(
  db: Reader,
  who: Caller,
  page: CompanyPage,
  found: readonly bigint[],
): Promise<CompanyList> {
  const ids = found.slice(0, page.limit);
  if (page.anchor?.side === 'before') ids.reverse();
  const companies = await getCompanies(db, who, ids);
  return {
    companies: ids.flatMap((id) => companies.get(id) ?? []),
    more: found.length > page.limit,
  };
}

/** Ids of a page and of the row after it, in the direction of reading. */
export async function findIds(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  page: CompanyPage,
  approach: Approach,
): Promise<bigint[]> {
  const offset = page.offset ?? 0;
  const candidates = candidatesOf(db, who, filter, page.order, approach);
  const holds = recheck(who, filter);
  if (holds === null) {
    const found = await candidates(page.anchor)
      .limit(page.limit + 1)
      .offset(offset)
      .execute();
    return found.map((row) => row.id);
  }
  const ids: bigint[] = [];
  for await (const id of recheckedIds(candidates, page, holds)) {
    ids.push(id);
    if (ids.length === rowsOf(page)) break;
  }
  return ids.slice(offset);
}

/** How many rows stand before the end of the page, with the one after it. */
export function rowsOf(page: CompanyPage): number {
  return page.limit + (page.offset ?? 0) + 1;
}
