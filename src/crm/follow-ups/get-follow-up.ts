import { customerInReach, reachOf } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { toFollowUp, type FollowUp } from './follow-up.ts';

/** The follow-up of this id. Raises `not_found` for one that is deleted or whose customer the caller may not see. */
export async function getFollowUp(db: Reader, who: Caller, id: bigint): Promise<FollowUp> {
  let query = db.sql
    .selectFrom('follow_ups')
    .selectAll('follow_ups')
    .where('follow_ups.tenant_id', '=', who.tenantId)
    .where('follow_ups.id', '=', id)
    .where('follow_ups.visible', '=', 1);
  if (!reachOf(who).all) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('customers')
          .select('customers.id')
          .whereRef('customers.tenant_id', '=', 'follow_ups.tenant_id')
          .whereRef('customers.id', '=', 'follow_ups.customer_id')
          .where(customerInReach(who)),
      ),
    );
  }
  const row = await query.executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'follow_up', id: String(id) });
  return toFollowUp(row);
}
