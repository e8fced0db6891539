import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { countRecords } from '#crm/customer-records/owners-records.ts';
import { deleteEach } from '#crm/customer-records/delete-each.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { lockFollowUp } from './lock-follow-up.ts';
import { uncountFollowUps } from './mark-contact.ts';

/** Deletes one softly: it leaves lists, feeds and search, and its customer's count. Raises `not_found`. */
export async function deleteFollowUp(
  db: Writer,
  who: Caller,
  id: bigint,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  requirePermission(who, 'customer.delete');
  const { followUp, customer } = await lockFollowUp(db, who, id);
  requireVersion('follow_up', followUp.version, options.version);
  const { tenantId } = who;
  await db.sql
    .updateTable('follow_ups')
    .set({ deleted_at: who.now, visible: 0, version: followUp.version + 1 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  await db.search.index('follow_ups', tenantId, id, []);
  await uncountFollowUps(db, tenantId, followUp.customerId, 1);
  await countRecords(db, tenantId, 'follow_ups', customer, -1);
  await recordEvent(db, who, {
    kind: 'follow_up.deleted',
    record: 'follow_up',
    recordId: id,
    detail: { customerId: String(followUp.customerId) },
  });
}

/** Deletes those of the ids that the caller may see and passes over the others. */
export async function deleteFollowUps(db: Writer, who: Caller, ids: readonly bigint[]): Promise<void> {
  requirePermission(who, 'customer.delete');
  await deleteEach(db, who, 'follow_ups', ids, (id) => deleteFollowUp(db, who, id));
}
