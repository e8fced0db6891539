import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { CrmError } from '#crm/errors.ts';
import { countOfOwner } from '#crm/customer-records/owners-records.ts';
import { hideRecordsOf } from '#crm/customer-records/visibility.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { countCustomer } from './cells.ts';
import { countCompanyCustomers } from './company-count.ts';
import { lockCustomer } from './lock-customer.ts';

/**
 * Deletes softly: the customer leaves lists, search and lookups, its phones become free, its records stay stored but
 * don't show. Raises `not_found`, `forbidden`.
 */
export async function deleteCustomer(
  db: Writer,
  who: Caller,
  wanted: bigint,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  requirePermission(who, 'customer.delete');
  const row = await lockCustomer(db, who, wanted);
  const { id } = row;
  requireVersion('customer', row.version, options.version);
  const { tenantId } = who;
  await db.sql
    .updateTable('customers')
    .set({ deleted_at: who.now, version: row.version + 1 })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  await db.sql
    .updateTable('customer_phones')
    .set({ deleted_at: who.now })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', id)
    .execute();
  await db.search.index('customers', tenantId, id, []);
  await countCustomer(db, tenantId, row.cell_id, -1);
  await countCompanyCustomers(db, tenantId, row.company_id, null);
  await countOfOwner(db, tenantId, row, -1);
  await hideRecordsOf(db, tenantId, id);
  await recordEvent(db, who, { kind: 'customer.deleted', record: 'customer', recordId: id });
}

/** Deletes those of the ids that the caller may see and passes over the others. */
export async function deleteCustomers(db: Writer, who: Caller, ids: readonly bigint[]): Promise<void> {
  requirePermission(who, 'customer.delete');
  // Two batches that meet lock their customers in one order.
  for (const id of [...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1))) {
    try {
      await deleteCustomer(db, who, id);
    } catch (error) {
      if (!(error instanceof CrmError && error.is('not_found'))) throw error;
    }
  }
}
