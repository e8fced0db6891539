import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** What happened to a record; webhooks, realtime and synchronisation read them in order of id. */
export interface CrmEvent {
  readonly kind: `${string}.${'created' | 'updated' | 'deleted' | 'restored' | 'merged' | 'ringing'}`;
  readonly record: string;
  readonly recordId: bigint;
  /** Small JSON-able facts; never a phone or a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes the event in the caller's transaction. */
export async function recordEvent(db: Writer, who: Caller, event: CrmEvent): Promise<void> {
  await insertEvent(db.sql, {
    tenantId: who.tenantId,
    kind: event.kind,
    record: event.record,
    recordId: event.recordId,
    agentId: who.agentId,
    detail: event.detail === undefined ? null : JSON.stringify(event.detail),
    at: who.now,
  });
}

interface EventParameters {
  tenantId: bigint;
  kind: string;
  record: string;
  recordId: bigint;
  agentId: bigint;
  detail: string | null;
  at: number;
}

const insertEvent = prepare((sql: Writer['sql'], p: EventParameters) =>
  sql.insertInto('events').values({
    tenant_id: p.tenantId,
    kind: p.kind,
    record: p.record,
    record_id: p.recordId,
    agent_id: p.agentId,
    detail: p.detail,
    happened_at: p.at,
  }),
);
