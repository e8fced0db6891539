import type { Directory } from '#crm/access/directory.ts';
import type { Customer } from '#crm/customers/customer.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What counts of a customer: who has it, since when, and when it was last spoken to. */
export type Recyclable = Pick<
  Customer,
  'ownerAgentId' | 'ownerDepartmentId' | 'assignedAt' | 'lastContactAt' | 'createdAt'
>;

/**
 * When the tenant's rule takes an owned customer into the pool (UTC ms): whole days after the last contact, or after it was
 * assigned if that was later. Null for one in the pool, and where there is no such rule.
 */
export function recyclesAt(directory: Directory, customer: Recyclable): number | null {
  const { recycleAfterDays } = directory.poolRule;
  if (recycleAfterDays === 0 || (customer.ownerAgentId === null && customer.ownerDepartmentId === null)) return null;
  const since = Math.max(customer.lastContactAt ?? 0, customer.assignedAt ?? 0) || customer.createdAt;
  return since + recycleAfterDays * DAY_MS;
}
