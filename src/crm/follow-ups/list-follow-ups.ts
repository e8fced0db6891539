import type { SelectQueryBuilder } from 'kysely';
import { readCount } from '#crm/counts.ts';
import { asksCustomer } from '#crm/customers/of-customer-filter.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { countFollowUps } from './count-follow-ups.ts';
import { toFollowUp, type FollowUp } from './follow-up.ts';
import { contentQuery, type FollowUpFilter } from './follow-up-filter.ts';
import { matchingRows } from './matching-rows.ts';

export type FollowUpSort = 'created' | 'updated' | 'type' | 'id';

export interface FollowUpPage {
  readonly limit: number;
  /** Rows to leave out first; not together with `after`. */
  readonly offset?: number;
  readonly after?: Position;
  readonly sort: FollowUpSort;
  /** Equal values are parted by id (types by creation, then id), in the same direction. */
  readonly order: 'asc' | 'desc';
}

/** Each is the end of an index, so that a page costs the same wherever it lies. */
const COLUMNS = {
  created: ['created_at', 'id'],
  updated: ['updated_at', 'id'],
  type: ['type_id', 'created_at', 'id'],
  id: ['id'],
} as const;

/** A page of the follow-ups that the caller sees through a filter, and how many there are in all, exactly. */
export async function listFollowUps(
  db: Reader,
  who: Caller,
  filter: FollowUpFilter,
  page: FollowUpPage,
): Promise<{ followUps: FollowUp[]; total: number }> {
  const total = await countFollowUps(db, who, filter);
  if (total === 0) return { followUps: [], total };
  const ids = await pageIds(db, who, filter, page, await chooseWay(db, who, filter, page, total));
  if (ids.length === 0) return { followUps: [], total };
  const rows = await db.sql
    .selectFrom('follow_ups')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('id', 'in', ids)
    .where('visible', '=', 1)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { followUps: ids.flatMap((id) => (byId.has(id) ? [toFollowUp(byId.get(id)!)] : [])), total };
}

export function positionOf(followUp: FollowUp, sort: FollowUpSort): Position {
  const values = {
    created_at: BigInt(followUp.createdAt),
    updated_at: BigInt(followUp.updatedAt),
    type_id: followUp.typeId,
    id: followUp.id,
  };
  return COLUMNS[sort].map((column) => values[column]);
}

/**
 * With m of n follow-ups matching, a walk in list order tests about rows · n / m of them and gathering all matches costs
 * about m; the cheaper is taken. Never walk for a rare word, never gather a common one.
 */
async function chooseWay(
  db: Reader,
  who: Caller,
  filter: FollowUpFilter,
  page: FollowUpPage,
  matches: number,
): Promise<'gathered' | 'walked'> {
  if (!asksCustomer(filter) && contentQuery(filter) === null) return 'walked';
  const all = await readCount(db, who.tenantId, 'follow_ups');
  const rows = page.limit + (page.offset ?? 0);
  return matches * matches > rows * all ? 'walked' : 'gathered';
}

async function pageIds(
  db: Reader,
  who: Caller,
  filter: FollowUpFilter,
  page: FollowUpPage,
  way: 'gathered' | 'walked',
): Promise<bigint[]> {
  const columns = COLUMNS[page.sort];
  let matches = matchingRows(db, who, filter, way);
  if (page.after !== undefined)
    matches = matches.where(
      beyond(
        columns.map((column) => `follow_ups.${column}`),
        page.after,
        page.order,
      ),
    );
  if (way === 'walked') return await takePage(matches.select('follow_ups.id'));
  // Gathered whole before it is sorted, so that no engine walks the sort's index instead.
  return await takePage(
    db.sql
      .with(
        (cte) => cte('matches').materialized(),
        () => matches.select(columns.map((column) => `follow_ups.${column}` as const)),
      )
      .selectFrom('matches as follow_ups')
      .select('follow_ups.id'),
  );

  async function takePage(query: SelectQueryBuilder<Database, 'follow_ups', { id: bigint }>): Promise<bigint[]> {
    let ordered = query;
    for (const column of columns) ordered = ordered.orderBy(`follow_ups.${column}`, page.order);
    if (page.offset !== undefined && page.offset > 0) ordered = ordered.offset(page.offset);
    return (await ordered.limit(page.limit).execute()).map((row) => row.id);
  }
}
