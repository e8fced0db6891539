import { readCount } from '#crm/counts.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { CustomValues } from '#crm/fields/value.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { choiceConditions, type CompanyFilter, type Driving, drivingTokens, rowConditions } from './company-filter.ts';
import { ALL_COMPANIES } from './counts.ts';
import { comesAfter, reversed, withTieBreak, type OrderTerm, type PageAnchor } from './page-order.ts';

const CHUNK = 500;

/**
 * How rows are found: `gather` takes what the gram index finds, which costs about a third of a microsecond a match and
 * reads no row (index companies_hits); `walk` tests rows in list order, at about two microseconds each.
 */
export type Approach = 'walk' | 'gather';

/** Beyond this, gathering would take longer than a request may, so that walking is the better bet. */
const MOST_GATHERED = 150_000;
const WALK_COST = 5;

/** @param matches companies that the gram index finds, null when it isn't asked  @param rows how many are wanted */
export async function chooseApproach(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  matches: number | null,
  rows: number,
): Promise<Approach> {
  if (matches === null) return 'walk';
  // No column holds a field's text.
  if (filter.conditions.some(({ kind }) => kind === 'field')) return 'gather';
  // A walk through a time in which hardly any match was made would test all of its rows.
  const isTimed = filter.conditions.some(({ kind }) => kind === 'created' || kind === 'updated');
  if (isTimed) return matches > MOST_GATHERED ? 'walk' : 'gather';
  const total = await readCount(db, who.tenantId, ALL_COMPANIES);
  return matches * matches > WALK_COST * rows * total ? 'walk' : 'gather';
}

/** The statement for the companies that a filter lets through, but for what only code can tell. */
export function matchingRows(db: Reader, who: Caller, filter: CompanyFilter, driving: Driving | null) {
  const rows = startOf(db, who, driving);
  const conditions = rowConditions(who, filter, driving?.exact === true && driving.choice === null);
  return rows.where((eb) => eb.and([...conditions, ...choiceConditions(db, who, filter, driving)]));
}

function startOf(db: Reader, who: Caller, driving: Driving | null) {
  const rows = db.sql.selectFrom('companies');
  if (driving === null) return rows;
  const hits = db.search.hits('companies', db.search.query(who.tenantId, driving.alternatives));
  const joined = rows.innerJoin(hits.rows.as('hits'), (join) => join.on(hits.on('hits')));
  // Nothing but the join itself speaks of the hits.
  return joined as unknown as typeof rows;
}

/** Builds the statement for the candidates, in order, from an anchor on. */
export type Candidates = ReturnType<typeof candidatesOf>;

export function candidatesOf(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  wantedOrder: readonly OrderTerm[],
  approach: Approach,
) {
  const forward = withTieBreak(wantedOrder);
  const driving = approach === 'walk' ? null : drivingTokens(filter);
  return (anchor: PageAnchor | undefined) => {
    const order = anchor?.side === 'before' ? reversed(forward) : forward;
    let query = matchingRows(db, who, filter, driving).select([
      'companies.id',
      'companies.created_at',
      'companies.updated_at',
    ]);
    if (anchor !== undefined) query = query.where(comesAfter(order, anchor.values));
    for (const { by, direction } of order) query = query.orderBy(`companies.${by}`, direction);
    return query;
  };
}

/** Ids of the candidates from a page's beginning on that hold what only code can tell, a bounded number of rows at a time. */
export async function* recheckedIds(
  candidates: Candidates,
  page: { readonly order: readonly OrderTerm[]; readonly anchor?: PageAnchor },
  holds: (custom: CustomValues) => boolean,
): AsyncGenerator<bigint> {
  let anchor = page.anchor;
  for (;;) {
    const rows = await candidates(anchor).select('companies.custom').limit(CHUNK).execute();
    for (const row of rows) if (holds(parseCustom(row.custom))) yield row.id;
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    anchor = { side: anchor?.side ?? 'after', values: withTieBreak(page.order).map(({ by }) => last[by]) };
  }
}
