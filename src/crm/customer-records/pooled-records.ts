import { bumpCount } from '#crm/counts.ts';
import type { Writer } from '#crm/store.ts';
import type { CustomersTable } from '#engines/engine.ts';

/**
 * Names in record_counts of how many records the customers in the pool have: what follow_up_count and opportunity_count of
 * the living ones add up to. Everybody reaches these customers, and they are too many to be added up for each list.
 */
export const POOLED = { follow_ups: 'pooled_follow_ups', opportunities: 'pooled_opportunities' } as const;

type Owned = Pick<CustomersTable, 'owner_agent_id' | 'owner_department_id'>;
type Counts = Pick<CustomersTable, 'follow_up_count' | 'opportunity_count'>;

export function isPooled(customer: Owned): boolean {
  return customer.owner_agent_id === null && customer.owner_department_id === null;
}

/** Counts records of a living customer in or out: in the tenant's total, and in the pool's if the customer is in it. */
export async function countRecords(
  db: Writer,
  tenantId: bigint,
  table: keyof typeof POOLED,
  customer: Owned,
  by: number,
): Promise<void> {
  await bumpCount(db, tenantId, table, by);
  if (isPooled(customer)) await bumpCount(db, tenantId, POOLED[table], by);
}

/** Counts all records of a customer into the pool (1) or out of it (-1), as it comes there or goes. */
export async function countPooled(db: Writer, tenantId: bigint, counts: Counts, by: 1 | -1): Promise<void> {
  await bumpCount(db, tenantId, POOLED.follow_ups, by * counts.follow_up_count);
  await bumpCount(db, tenantId, POOLED.opportunities, by * counts.opportunity_count);
}
