import { CrmError } from '#crm/errors.ts';
import { lockCustomer } from '#crm/customers/lock-customer.ts';
import type { CustomerColumns } from '#crm/customers/read-customers.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { toFollowUp, type FollowUp } from './follow-up.ts';

/**
 * The follow-up as it is, held together with its customer until the transaction ends. Customers are locked first
 * everywhere, so that no two writes wait for each other. Raises `not_found`.
 */
export async function lockFollowUp(
  db: Writer,
  who: Caller,
  id: bigint,
): Promise<{ readonly followUp: FollowUp; readonly customer: CustomerColumns }> {
  const missing = () => new CrmError('not_found', { record: 'follow_up', id: String(id) });
  const found = await visibleRow(db, who.tenantId, id);
  if (found === undefined) throw missing();
  const customer = await lockCustomer(db, who, found.customer_id).catch((error: unknown) => {
    throw error instanceof CrmError && error.is('not_found') ? missing() : error;
  });
  const row = await visibleRow(db, who.tenantId, id);
  if (row === undefined) throw missing();
  return { followUp: toFollowUp(row), customer };
}

function visibleRow(db: Writer, tenantId: bigint, id: bigint) {
  return db.sql
    .selectFrom('follow_ups')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('visible', '=', 1)
    .executeTakeFirst();
}
