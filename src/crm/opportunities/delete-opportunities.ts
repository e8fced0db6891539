import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { deleteEach } from '#crm/customer-records/delete-each.ts';
import { countRecords } from '#crm/customer-records/owners-records.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { countOnCustomer } from './count-on-customer.ts';
import { lockOpportunity } from './lock-opportunity.ts';
import { isWon } from './stages.ts';

/** Deletes one softly; its follow-ups stay and keep naming it. Raises `not_found`. */
export async function deleteOpportunity(
  db: Writer,
  who: Caller,
  id: bigint,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  requirePermission(who, 'customer.delete');
  const { row, customer } = await lockOpportunity(db, who, id);
  requireVersion('opportunity', row.version, options.version);
  const { tenantId } = who;
  await db.sql
    .updateTable('opportunities')
    .set({ deleted_at: who.now, visible: 0, version: row.version + 1 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  await db.search.index('opportunities', tenantId, id, []);
  await countOnCustomer(db, tenantId, row.customer_id, { all: -1, won: isWon(who.directory, row.stage_id) ? -1 : 0 });
  await countRecords(db, tenantId, 'opportunities', customer, -1);
  await recordEvent(db, who, {
    kind: 'opportunity.deleted',
    record: 'opportunity',
    recordId: id,
    detail: { customerId: String(row.customer_id) },
  });
}

/** Deletes those of the ids that the caller may see and passes over the others. */
export async function deleteOpportunities(db: Writer, who: Caller, ids: readonly bigint[]): Promise<void> {
  requirePermission(who, 'customer.delete');
  await deleteEach(db, who, 'opportunities', ids, (id) => deleteOpportunity(db, who, id));
}
