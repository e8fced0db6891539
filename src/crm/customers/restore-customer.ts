import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { countOfOwner } from '#crm/customer-records/owners-records.ts';
import { showRecordsOf } from '#crm/customer-records/visibility.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { countCustomer } from './cells.ts';
import { countCompanyCustomers } from './company-count.ts';
import { tokensOf } from './columns.ts';
import type { Customer } from './customer.ts';
import { lockWholeCustomer } from './lock-customer.ts';
import { writePhones } from './phones.ts';
import { toCustomer } from './read-customers.ts';
import { stateOf } from './state.ts';

/** Brings a deleted customer back with everything that hung on it. Raises `not_found`, `phone_used`. */
export async function restoreCustomer(db: Writer, who: Caller, id: bigint): Promise<Customer> {
  requirePermission(who, 'customer.delete');
  const deleted = await lockWholeCustomer(db, who, id, 'deleted');
  const { tenantId } = who;
  const row = { ...deleted.row, deleted_at: null, version: deleted.row.version + 1 };
  await db.sql
    .updateTable('customers')
    .set({ deleted_at: null, version: row.version })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  await writePhones(db, tenantId, id, deleted.phones, deleted.phones);
  await db.search.index('customers', tenantId, id, tokensOf(id, stateOf(row, deleted.phones, deleted.labels)));
  await countCustomer(db, tenantId, row.cell_id, 1);
  await countCompanyCustomers(db, tenantId, null, row.company_id);
  await countOfOwner(db, tenantId, row, 1);
  await showRecordsOf(db, tenantId, id);
  await recordEvent(db, who, { kind: 'customer.restored', record: 'customer', recordId: id });
  return toCustomer(who, row, deleted.phones, deleted.labels);
}
