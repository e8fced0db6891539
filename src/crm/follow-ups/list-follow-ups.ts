import { sql, type SelectQueryBuilder } from 'kysely';
import { readCount } from '#crm/counts.ts';
import { asksCustomer, asksImpossible } from '#crm/customers/of-customer-filter.ts';
import { beyond, type Position } from '#crm/keyset.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { prepareForIds } from '#engines/prepare.ts';
import { countFollowUps, isCountedByMatches } from './count-follow-ups.ts';
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
  const { ids, total } = isCountedByMatches(who, filter)
    ? await gatherWithTotal(db, who, filter, page)
    : await findByTotal(db, who, filter, page);
  if (ids.length === 0) return { followUps: [], total };
  const rows = await rowsById(db.sql, { tenantId: who.tenantId }, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { followUps: ids.flatMap((id) => (byId.has(id) ? [toFollowUp(byId.get(id)!)] : [])), total };
}

const rowsById = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('follow_ups')
    .selectAll()
    .where('tenant_id', '=', p.tenantId)
    .where('id', 'in', ids)
    .where('visible', '=', 1),
);

export function positionOf(followUp: FollowUp, sort: FollowUpSort): Position {
  const values = {
    created_at: BigInt(followUp.createdAt),
    updated_at: BigInt(followUp.updatedAt),
    type_id: followUp.typeId,
    id: followUp.id,
  };
  return COLUMNS[sort].map((column) => values[column]);
}

interface Found {
  readonly ids: bigint[];
  readonly total: number;
}

/** Where the total is cheap to know, it also tells how to find the page. */
async function findByTotal(db: Reader, who: Caller, filter: FollowUpFilter, page: FollowUpPage): Promise<Found> {
  const total = await countFollowUps(db, who, filter);
  if (total === 0) return { ids: [], total };
  const ids = (await isWalkCheaper(db, who, filter, page, total))
    ? await walk(db, who, filter, page)
    : (await gather(db, who, filter, page)).map((row) => row.id);
  return { ids, total };
}

/** Where a total takes going through all matches, the page comes out of the same pass. */
async function gatherWithTotal(db: Reader, who: Caller, filter: FollowUpFilter, page: FollowUpPage): Promise<Found> {
  if (asksImpossible(filter, filter.contentContains)) return { ids: [], total: 0 };
  const rows = await gather(db, who, filter, page);
  const total = rows[0]?.n ?? (isFirstPage(page) ? 0 : await countFollowUps(db, who, filter));
  return { ids: rows.map((row) => row.id), total };
}

function isFirstPage({ after, offset = 0 }: FollowUpPage): boolean {
  return after === undefined && offset === 0;
}

/**
 * With m of n follow-ups matching, a walk in list order tests about rows · n / m of them and gathering all matches costs
 * about m; the cheaper is taken. Never walk for a rare word, never gather a common one. A customer's own are in order.
 */
async function isWalkCheaper(
  db: Reader,
  who: Caller,
  filter: FollowUpFilter,
  page: FollowUpPage,
  matches: number,
): Promise<boolean> {
  if (!asksCustomer(filter) && contentQuery(filter) === null) return true;
  if (filter.customerId !== undefined && page.sort === 'created') return true;
  const all = await readCount(db, who.tenantId, 'follow_ups');
  const rows = page.limit + (page.offset ?? 0);
  return matches * matches > rows * all;
}

async function walk(db: Reader, who: Caller, filter: FollowUpFilter, page: FollowUpPage): Promise<bigint[]> {
  const rows = await takePage(matchingRows(db, who, filter, 'walked').select('follow_ups.id'), page).execute();
  return rows.map((row) => row.id);
}

/** All matches first, so that no engine walks the sort's index instead; `n` is how many they are. */
async function gather(db: Reader, who: Caller, filter: FollowUpFilter, page: FollowUpPage) {
  const columns = COLUMNS[page.sort].map((column) => `follow_ups.${column}` as const);
  const matches = db.sql
    .with(
      (cte) => cte('matches').materialized(),
      () => matchingRows(db, who, filter, 'gathered').select(columns),
    )
    .selectFrom('matches as follow_ups')
    .select(['follow_ups.id', sql<number>`(select count(*) from matches)`.as('n')]);
  return await takePage(matches, page).execute();
}

function takePage<Row>(
  query: SelectQueryBuilder<Database, 'follow_ups', Row>,
  { sort, order, after, limit, offset = 0 }: FollowUpPage,
): SelectQueryBuilder<Database, 'follow_ups', Row> {
  const columns = COLUMNS[sort].map((column) => `follow_ups.${column}` as const);
  let paged = after === undefined ? query : query.where(beyond(columns, after, order));
  for (const column of columns) paged = paged.orderBy(column, order);
  return (offset > 0 ? paged.offset(offset) : paged).limit(limit);
}
