import { isInReach } from '#crm/access/scope.ts';
import type { Customer } from '#crm/customers/customer.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { createCall } from './create-call.ts';

/**
 * Makes a call that is nobody's that of the customer who was made of it; whether it did. One of another customer stays, and where the
 * caller may not see the customer it stays nobody's.
 */
export async function linkCall(db: Writer, who: Caller, serial: string, customer: Customer): Promise<boolean> {
  const owners = {
    owner_agent_id: customer.ownerAgentId,
    owner_department_id: customer.ownerDepartmentId,
    service_agent_id: customer.serviceAgentId,
    service_department_id: customer.serviceDepartmentId,
  };
  if (!isInReach(who, owners)) return false;
  const call = await db.sql
    .selectFrom('calls')
    .select('customer_id')
    .where('tenant_id', '=', who.tenantId)
    .where('serial', '=', serial)
    .executeTakeFirst();
  if (call === undefined || call.customer_id !== null) return false;
  await createCall(db, who, { serial, customerId: customer.id });
  return true;
}
