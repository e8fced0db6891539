import { bumpCount } from '#crm/counts.ts';
import type { Writer } from '#crm/store.ts';
import { followUpTokens } from './search-tokens.ts';

/** Takes the follow-ups of a customer that is being deleted out of lists, search and totals. */
export async function hideFollowUpsOf(db: Writer, tenantId: bigint, customerId: bigint): Promise<void> {
  const hidden = await db.sql
    .updateTable('follow_ups')
    .set({ visible: 0 })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .where('visible', '=', 1)
    .returning('id')
    .execute();
  for (const { id } of hidden) await db.search.index('follow_ups', tenantId, id, []);
  await bumpCount(db, tenantId, 'follow_ups', -hidden.length);
}

/** Brings back the follow-ups of a restored customer, but for those that were deleted themselves. */
export async function showFollowUpsOf(db: Writer, tenantId: bigint, customerId: bigint): Promise<void> {
  const shown = await db.sql
    .updateTable('follow_ups')
    .set({ visible: 1 })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', customerId)
    .where('deleted_at', 'is', null)
    .where('visible', '=', 0)
    .returning(['id', 'content_key'])
    .execute();
  for (const row of shown) await db.search.index('follow_ups', tenantId, row.id, followUpTokens(row.content_key));
  await bumpCount(db, tenantId, 'follow_ups', shown.length);
}
