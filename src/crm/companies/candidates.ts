import { readCount } from '#crm/counts.ts';
import { parseCustom } from '#crm/fields/custom-text.ts';
import type { CustomValues } from '#crm/fields/value.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { CompanyFilter } from './company-filter.ts';
import { ALL_COMPANIES } from './counts.ts';
import type { Matching } from './matching-rows.ts';
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
