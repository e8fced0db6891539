import type { Caller, Reader } from '#crm/store.ts';
import { chooseApproach, matchingRows } from './candidates.ts';
import { drivingTokens, effectiveFilter, isDecidedBy, recheck, type CompanyFilter } from './company-filter.ts';
import { countCompanies } from './count-companies.ts';
import { type CompanyList, type CompanyPage, findIds, readPage, rowsOf } from './list-companies.ts';
import { comesAfter, reversed, withTieBreak } from './page-order.ts';

export interface CountedCompanies extends CompanyList {
  /** Of all companies that the filter lets through, exactly. */
  readonly count: number;
}

/** What listCompanies and countCompanies answer; in one pass over the matches where both would go over them. */
export async function pageCompanies(
  db: Reader,
  who: Caller,
  asked: CompanyFilter,
  page: CompanyPage,
): Promise<CountedCompanies> {
  const filter = effectiveFilter(who, asked);
  if (filter === null) return { companies: [], more: false, count: 0 };
  const driving = drivingTokens(filter);
  const matches =
    driving === null ? null : await db.search.count('companies', db.search.query(who.tenantId, driving.alternatives));
  const approach = await chooseApproach(db, who, filter, matches, rowsOf(page));
  const isDecided = driving !== null && isDecidedBy(driving, filter);
  if (!isDecided && approach === 'gather' && recheck(who, filter) === null) {
    const rows = await gatherCounted(db, who, filter, page);
    const [first] = rows;
    const found = rows.map((row) => row.id);
    if (first !== undefined) return { ...(await readPage(db, who, page, found)), count: Number(first.n) };
    if (page.anchor === undefined && (page.offset ?? 0) === 0) return { companies: [], more: false, count: 0 };
  }
  return {
    ...(await readPage(db, who, page, await findIds(db, who, filter, page, approach))),
    count: isDecided && matches !== null ? matches : await countCompanies(db, who, filter),
  };
}

/** Ids of the page and of the row after it, each with the count of all matches; no row tells no count. */
async function gatherCounted(db: Reader, who: Caller, filter: CompanyFilter, page: CompanyPage) {
  const forward = withTieBreak(page.order);
  const order = page.anchor?.side === 'before' ? reversed(forward) : forward;
  const matches = matchingRows(db, who, filter, drivingTokens(filter)).select([
    'companies.id',
    'companies.created_at',
    'companies.updated_at',
  ]);
  let query = db.sql
    .with(
      (name) => name('found').materialized(),
      () => matches,
    )
    .selectFrom('found')
    .select((eb) => [
      'found.id',
      eb
        .selectFrom('found as every')
        .select((of) => of.fn.countAll<number>().as('n'))
        .$asScalar()
        .as('n'),
    ])
    .limit(page.limit + 1)
    .offset(page.offset ?? 0);
  if (page.anchor !== undefined) query = query.where(comesAfter(order, page.anchor.values, 'found'));
  for (const { by, direction } of order) query = query.orderBy(`found.${by}`, direction);
  return await query.execute();
}
