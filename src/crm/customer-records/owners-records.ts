import { bumpCount, bumpTwoCounts } from '#crm/counts.ts';
import type { Writer } from '#crm/store.ts';
import type { CustomersTable } from '#engines/engine.ts';

type Table = 'follow_ups' | 'opportunities';
type Counted = Pick<CustomersTable, 'owner_department_id' | 'follow_up_count' | 'opportunity_count'>;

/**
 * The name in record_counts of how many records the living customers of a department have: what follow_up_count or
 * opportunity_count of them adds up to. Null is the pool: an owner always has a department. Who reaches departments or the pool
 * reaches more customers than can be added up for each list.
 */
export function ownersCount(table: Table, departmentId: bigint | null): string {
  return `${table} of ${departmentId ?? 0}`;
}

/** Counts records of a living customer in or out: in the tenant's total, and in that of the owner's department. */
export async function countRecords(
  db: Writer,
  tenantId: bigint,
  table: Table,
  { owner_department_id: departmentId }: Pick<CustomersTable, 'owner_department_id'>,
  by: number,
): Promise<void> {
  await bumpTwoCounts(db, tenantId, [table, ownersCount(table, departmentId)], by);
}

/** Counts all records of a customer into its owner's department (1) or out of it (-1), as it comes there or goes. */
export async function countOfOwner(db: Writer, tenantId: bigint, customer: Counted, by: 1 | -1): Promise<void> {
  const { owner_department_id: departmentId } = customer;
  await bumpCount(db, tenantId, ownersCount('follow_ups', departmentId), by * customer.follow_up_count);
  await bumpCount(db, tenantId, ownersCount('opportunities', departmentId), by * customer.opportunity_count);
}
