import type { Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** What happened to a record; webhooks, realtime and synchronisation read them in order of id. */
export interface CrmEvent {
  readonly kind: `${string}.${'created' | 'updated' | 'deleted' | 'restored' | 'merged' | 'ringing'}`;
  readonly record: string;
  readonly recordId: bigint;
  /** Small JSON-able facts; never a phone or a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Who made it happen, and when: a caller, or a job that runs for one. */
export interface EventSource {
  readonly tenantId: bigint;
  readonly agentId: bigint | null;
  /** UTC milliseconds. */
  readonly now: number;
}

/** Writes the event in the caller's transaction. */
export async function recordEvent(db: Writer, who: EventSource, event: CrmEvent): Promise<void> {
  await insertEvent(db.sql, eventRow(who, event));
}

/** The event as a row, for those who insert many at once. */
export function eventRow(who: EventSource, event: CrmEvent) {
  return {
    tenant_id: who.tenantId,
    kind: event.kind,
    record: event.record,
    record_id: event.recordId,
    agent_id: who.agentId,
    detail: event.detail === undefined ? null : JSON.stringify(event.detail),
    happened_at: who.now,
  };
}

const insertEvent = prepare((sql: Writer['sql'], p: ReturnType<typeof eventRow>) =>
  sql.insertInto('events').values({
    tenant_id: p.tenant_id,
    kind: p.kind,
    record: p.record,
    record_id: p.record_id,
    agent_id: p.agent_id,
    detail: p.detail,
    happened_at: p.happened_at,
  }),
);
