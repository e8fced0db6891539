import type { Selectable } from 'kysely';
import type { Reader } from '#crm/store.ts';
import type { EventsTable } from '#engines/engine.ts';
import { prepare } from '#engines/prepare.ts';

/** An event as it is kept. Its id orders events but for such as were written at the same time. */
export interface StoredEvent {
  readonly id: bigint;
  readonly kind: string;
  readonly record: string;
  readonly recordId: bigint;
  readonly agentId: bigint | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly happenedAt: number;
  /** The customer that the record is or belongs to; null for records of the tenant. */
  readonly customerId: bigint | null;
}

/** The tenant's events after an id, in its order. */
export async function eventsAfter(db: Reader, tenantId: bigint, after: bigint, limit: number): Promise<StoredEvent[]> {
  return (await rowsAfter(db.sql, { tenantId, after, limit })).map(toEvent);
}

/** The id of the tenant's newest event; 0 when there is none. */
export async function newestEventId(db: Reader, tenantId: bigint): Promise<bigint> {
  const [row] = await newest(db.sql, { tenantId });
  return row?.id ?? 0n;
}

/**
 * An id such that every event which may have been committed after the event `id` was read has a higher one: ids are drawn
 * before transactions commit, so a few below `id` may come later. Null when `id` is not kept any more.
 */
export async function safeStart(db: Reader, tenantId: bigint, id: bigint): Promise<bigint | null> {
  if (id === 0n) return 0n;
  const event = await db.sql
    .selectFrom('events')
    .select('happened_at')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (event === undefined) return null;
  const before = await db.sql
    .selectFrom('events')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '<', id)
    .where('happened_at', '<', event.happened_at - LONGEST_WRITE_MS)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return before?.id ?? 0n;
}

/** Longer than any write takes from its `now` to its commit. */
export const LONGEST_WRITE_MS = 10_000;

export function toEvent(row: Selectable<EventsTable>): StoredEvent {
  const detail = row.detail === null ? {} : (JSON.parse(row.detail) as Record<string, unknown>);
  return {
    id: row.id,
    kind: row.kind,
    record: row.record,
    recordId: row.record_id,
    agentId: row.agent_id,
    detail,
    happenedAt: row.happened_at,
    customerId: row.record === 'customer' ? row.record_id : idOf(detail['customerId']),
  };
}

function idOf(value: unknown): bigint | null {
  return typeof value === 'string' && /^\d{1,19}$/.test(value) ? BigInt(value) : null;
}

const rowsAfter = prepare((sql: Reader['sql'], p: { tenantId: bigint; after: bigint; limit: number }) =>
  sql
    .selectFrom('events')
    .selectAll()
    .where('tenant_id', '=', p.tenantId)
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
);

const newest = prepare((sql: Reader['sql'], p: { tenantId: bigint }) =>
  sql.selectFrom('events').select('id').where('tenant_id', '=', p.tenantId).orderBy('id', 'desc').limit(1),
);
