import { bumpCount } from '#crm/counts.ts';
import type { Writer } from '#crm/store.ts';
import { opportunityTokens } from './search-tokens.ts';

/** Takes the opportunities of a customer that is being deleted out of lists, search and totals. */
export async function hideOpportunitiesOf(db: Writer, tenantId: bigint, customerId: bigint): Promise<void> {
  const hidden = await db.sql
    .updateTable('opportunities')
    .set({ visible: 0 })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .where('visible', '=', 1)
    .returning('id')
    .execute();
  for (const { id } of hidden) await db.search.index('opportunities', tenantId, id, []);
  await bumpCount(db, tenantId, 'opportunities', -hidden.length);
}

/** Brings back the opportunities of a restored customer, but for those that were deleted themselves. */
export async function showOpportunitiesOf(db: Writer, tenantId: bigint, customerId: bigint): Promise<void> {
  const shown = await db.sql
    .updateTable('opportunities')
    .set({ visible: 1 })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .where('deleted_at', 'is', null)
    .where('visible', '=', 0)
    .returning(['id', 'name_key'])
    .execute();
  for (const row of shown) await db.search.index('opportunities', tenantId, row.id, opportunityTokens(row.name_key));
  await bumpCount(db, tenantId, 'opportunities', shown.length);
}
