import type { Caller, Reader } from '#crm/store.ts';
import { toOpportunity, type Opportunity } from './opportunity.ts';
import { isLost, isWon } from './stages.ts';

/** A customer's opportunities that are neither won nor lost, newest first. The caller must have found the customer in its reach. */
export async function openOpportunities(
  db: Reader,
  who: Caller,
  customerId: bigint,
  limit: number,
): Promise<Opportunity[]> {
  const stages = who.directory.options.get('opportunity_stage')?.all ?? [];
  const closed = stages.map(({ id }) => id).filter((id) => isWon(who.directory, id) || isLost(who.directory, id));
  const rows = await db.sql
    .selectFrom('opportunities')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('customer_id', '=', customerId)
    .where('visible', '=', 1)
    .where((eb) => eb.or([eb('stage_id', 'is', null), eb('stage_id', 'not in', [...closed, 0n])]))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => toOpportunity(who, row));
}
