import type { Caller, Writer } from '#crm/store.ts';

/** What somebody did that must be traceable, though it may have changed no record. */
export interface AuditEntry {
  /** A word of the product, such as `phone.reveal`. */
  readonly action: string;
  readonly record?: string;
  readonly recordId?: bigint;
  /** Small JSON-able facts; never a phone, a password or a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Writes the entry in the caller's transaction. */
export async function recordAudit(
  db: Writer,
  who: Pick<Caller, 'tenantId' | 'agentId' | 'via' | 'now'>,
  entry: AuditEntry,
): Promise<void> {
  await db.sql
    .insertInto('audit_entries')
    .values({
      tenant_id: who.tenantId,
      agent_id: who.agentId,
      action: entry.action,
      record: entry.record ?? null,
      record_id: entry.recordId ?? null,
      detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
      via: who.via,
      happened_at: who.now,
    })
    .execute();
}
