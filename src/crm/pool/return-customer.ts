import type { Customer, OptionRef } from '#crm/customers/customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { CrmError } from '#crm/errors.ts';
import { resolveOption } from '#crm/options/resolve-option.ts';
import type { Caller, Writer } from '#crm/store.ts';

/** Lets a customer fall into the pool for a reason. Raises `not_found`, `unknown_option`, `invalid` for one that is in it. */
export async function returnCustomer(db: Writer, who: Caller, id: bigint, reason: OptionRef): Promise<Customer> {
  const option = resolveOption(who.directory, 'pool_reason', reason, { field: 'reason' });
  const { id: realId } = await updateCustomer(db, who, id, (present) => {
    if (present.ownerAgentId === null && present.ownerDepartmentId === null) {
      throw new CrmError('invalid', { field: 'id', reason: 'already in the pool' });
    }
    return { owner: { agent: null, departmentId: null } };
  });
  await db.sql
    .updateTable('customers')
    .set({ pool_reason_id: option.id })
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', realId)
    .execute();
  return await getCustomer(db, who, realId);
}
