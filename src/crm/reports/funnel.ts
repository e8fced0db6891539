import { customerInReach } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';

/** How many opportunities stand in each stage (null = none), of those made in [from, before) (UTC ms), in the caller's reach. */
export async function countByStage(
  db: Reader,
  who: Caller,
  filter: { readonly from?: number; readonly before?: number; readonly departmentIds?: readonly bigint[] },
): Promise<ReadonlyMap<bigint | null, number>> {
  let query = db.sql
    .selectFrom('opportunities')
    .innerJoin('customers', (join) =>
      join
        .onRef('customers.tenant_id', '=', 'opportunities.tenant_id')
        .onRef('customers.id', '=', 'opportunities.customer_id'),
    )
    .select((eb) => ['opportunities.stage_id', eb.fn.countAll<number>().as('n')])
    .where('opportunities.tenant_id', '=', who.tenantId)
    .where('opportunities.visible', '=', 1)
    .where(customerInReach(who))
    .groupBy('opportunities.stage_id');
  if (filter.from !== undefined) query = query.where('opportunities.created_at', '>=', filter.from);
  if (filter.before !== undefined) query = query.where('opportunities.created_at', '<', filter.before);
  if (filter.departmentIds !== undefined) {
    query = query.where('opportunities.owner_department_id', 'in', [...filter.departmentIds, 0n]);
  }
  const rows = await query.execute();
  return new Map(rows.map((row) => [row.stage_id, Number(row.n)]));
}
