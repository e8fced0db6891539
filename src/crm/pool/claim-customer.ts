import type { Customer } from '#crm/customers/customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { mayClaim } from './may-claim.ts';
import { takeFromQuota } from './quota.ts';

/**
 * Takes a customer out of the pool for the caller, within today's quota.
 * Raises `forbidden`, `not_found`, `invalid` for one that isn't in the pool (any more), `quota_used`.
 */
export async function claimCustomer(db: Writer, who: Caller, id: bigint): Promise<Customer> {
  if (!mayClaim(who)) throw new CrmError('forbidden', {});
  const agent = who.directory.agents.get(who.agentId)!;
  const claimed = await updateCustomer(db, who, id, (present) => {
    requireInPool(present);
    return { owner: { agent: { id: agent.id }, departmentId: agent.departmentId } };
  });
  await takeFromQuota(db, who);
  return claimed;
}

export function requireInPool(customer: Customer): void {
  if (customer.ownerAgentId === null && customer.ownerDepartmentId === null) return;
  throw new CrmError('invalid', { field: 'id', reason: 'not in the pool any more' });
}
