import type { Caller, Reader } from '#crm/store.ts';
import { choiceConditions, filterTokens, indexed, rowConditions, type CompanyFilter } from './company-filter.ts';
import { comesAfter, reversed, withTieBreak, type OrderTerm, type PageAnchor } from './page-order.ts';

const CHUNK = 500;

/** Builds the statement for the companies that columns and index let through, in order, from an anchor on. */
export type Candidates = ReturnType<typeof candidatesOf>;

/** @param walk test rows in list order instead of gathering what the gram index finds */
export function candidatesOf(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  wantedOrder: readonly OrderTerm[],
  walk: boolean,
) {
  const forward = withTieBreak(wantedOrder);
  const tokens = walk ? null : filterTokens(filter, 'living');
  return (anchor: PageAnchor | undefined) => {
    const order = anchor?.side === 'before' ? reversed(forward) : forward;
    const conditions = rowConditions(who, filter, tokens?.exact === true);
    let query = db.sql
      .selectFrom('companies')
      .select(['companies.id', 'companies.created_at', 'companies.updated_at', 'companies.custom'])
      .where((eb) => eb.and([...conditions, ...choiceConditions(db, who, filter)]));
    if (tokens !== null) query = query.where(indexed(db, who, filter));
    if (anchor !== undefined) query = query.where(comesAfter(order, anchor.values));
    for (const { by, direction } of order) query = query.orderBy(`companies.${by}`, direction);
    return query;
  };
}

/** Candidates from a page's beginning on, a bounded number of rows at a time. */
export async function* inChunks(
  candidates: Candidates,
  page: { readonly order: readonly OrderTerm[]; readonly anchor?: PageAnchor },
) {
  let anchor = page.anchor;
  for (;;) {
    const rows = await candidates(anchor).limit(CHUNK).execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    anchor = { side: anchor?.side ?? 'after', values: withTieBreak(page.order).map(({ by }) => last[by]) };
  }
}
