import type { Caller, Writer } from '#crm/store.ts';
import type { ChangesTable } from '#engines/engine.ts';

/** One field that really changed, in the words that people see. Empty text stands for no value. */
export interface FieldChange {
  /** The model's field name, or `field:<id>` for a custom one. */
  readonly field: string;
  readonly label: string;
  readonly oldText: string;
  readonly newText: string;
}

/** Writes one change record for each field, in order, in the caller's transaction; nothing for an empty list. */
export async function recordChanges(
  db: Writer,
  who: Caller,
  record: ChangesTable['record'],
  recordId: bigint,
  changes: readonly FieldChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await db.sql
    .insertInto('changes')
    .values(
      changes.map((change) => ({
        tenant_id: who.tenantId,
        record,
        record_id: recordId,
        field: change.field,
        label: change.label,
        old_text: change.oldText,
        new_text: change.newText,
        agent_id: who.agentId,
        via: who.via,
        changed_at: who.now,
      })),
    )
    .execute();
}
