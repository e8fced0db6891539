import { readCount } from '#crm/counts.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { CustomValues } from '#crm/fields/value.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { type CompanyFilter, type Driving, matchingOf } from './company-filter.ts';
import { ALL_COMPANIES } from './counts.ts';
import { isInList, type Matching } from './matching-rows.ts';
import { withTieBreak } from './page-order.ts';
import { type CompanyPage, selectCandidates } from './select-page.ts';

const CHUNK = 500;

/**
 * How rows are found: `gather` takes what the gram index finds, which costs about a third of a microsecond a match and
 * reads no row (index companies_hits); `walk` tests rows in list order, at about two microseconds each.
 */
export type Approach = 'walk' | 'gather';

/** Beyond this, gathering would take longer than a request may, so that walking is the better bet. */
const MOST_GATHERED = 150_000;
const WALK_COST = 5;

/** @param count of the companies that the filter lets through, where that is known */
export async function chooseApproach(
  db: Reader,
  who: Caller,
  filter: CompanyFilter,
  driving: Driving | null,
  page: CompanyPage,
  count?: number,
): Promise<Approach> {
  if (driving === null) return 'walk';
  // No column holds a field's text.
  if (filter.conditions.some(({ kind }) => kind === 'field')) return 'gather';
  const matching = matchingOf(db, who, filter, driving);
  if (matching === null || isInList(db, matching, page.order)) return 'gather';
  const found = count ?? (await db.search.count('companies', db.search.query(who.tenantId, driving.alternatives)));
  const times = filter.conditions.filter(({ kind }) => kind === 'created' || kind === 'updated');
  // A walk through a time in which hardly any match was made, or one by another time, would test all of its rows.
  const mayMissAll = times.some(({ kind }) => count === undefined || `${kind}_at` !== page.order[0]?.by);
  if (mayMissAll) return found > MOST_GATHERED ? 'walk' : 'gather';
  const total = await readCount(db, who.tenantId, ALL_COMPANIES);
  return found * found > WALK_COST * rowsOf(page) * total ? 'walk' : 'gather';
}

const MANY = 3000;

/** Whether the gram index finds thousands, where going through them costs much. */
export async function findsMany(db: Reader, who: Caller, { alternatives }: Driving): Promise<boolean> {
  if (db.capabilities.countsMatchesCheaply) return false;
  return (await db.search.count('companies', db.search.query(who.tenantId, alternatives), MANY)) === MANY;
}

/** How many rows stand before the end of the page, with the one after it. */
export function rowsOf(page: CompanyPage): number {
  return page.limit + (page.offset ?? 0) + 1;
}

/** Ids of the candidates from a page's beginning on that hold what only code can tell, a bounded number of rows at a time. */
export async function* recheckedIds(
  db: Reader,
  matching: Matching,
  { order, anchor }: Pick<CompanyPage, 'order' | 'anchor'>,
  holds: (custom: CustomValues) => boolean,
): AsyncGenerator<bigint> {
  let from = anchor;
  for (;;) {
    const page = { order, limit: CHUNK, ...(from === undefined ? {} : { anchor: from }) };
    const rows = await selectCandidates(db, matching, page);
    for (const row of rows) if (holds(parseCustom(row.custom))) yield row.id;
    const last = rows.at(-1);
    if (last === undefined || rows.length <= CHUNK) return;
    from = { side: from?.side ?? 'after', values: withTieBreak(order).map(({ by }) => last[by]) };
  }
}
