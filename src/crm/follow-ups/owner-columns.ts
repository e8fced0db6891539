import { OWNER_COLUMNS, type OwnerColumns } from '#crm/access/scope.ts';
import type { Writer } from '#crm/store.ts';

/** Whose a customer is, as its follow-ups keep it: lists of limited reach tell thousands of them apart without a customer. */
export function ownerColumns(customer: OwnerColumns): OwnerColumns {
  return {
    owner_agent_id: customer.owner_agent_id,
    owner_department_id: customer.owner_department_id,
    service_agent_id: customer.service_agent_id,
    service_department_id: customer.service_department_id,
  };
}

/** Has all follow-ups of a customer, which the transaction holds, keep whose it is now. */
export async function followOwner(db: Writer, tenantId: bigint, customerId: bigint, now: OwnerColumns): Promise<void> {
  const rows = await db.sql
    .updateTable('follow_ups')
    .set(ownerColumns(now))
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .where((eb) => eb.or(OWNER_COLUMNS.map((column) => eb(column, 'is distinct from', now[column]))))
    .returning('id')
    .execute();
  await db.search.hitsChanged(
    'follow_ups',
    tenantId,
    rows.map(({ id }) => id),
  );
}
