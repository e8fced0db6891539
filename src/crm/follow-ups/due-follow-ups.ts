import { customerInReach } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { toFollowUp, type FollowUp } from './follow-up.ts';

/** Older promises are forgotten rather than shown for ever. */
const LONGEST_OVERDUE_MS = 90 * 24 * 60 * 60 * 1000;

export interface DueFollowUps {
  readonly followUps: readonly FollowUp[];
  readonly total: number;
}

/**
 * Follow-ups of the caller whose next contact was promised for a time in [from, before) (UTC ms) and whose customer nobody
 * has contacted since, earliest first.
 */
export async function dueFollowUps(
  db: Reader,
  who: Caller,
  range: { readonly from?: number; readonly before: number },
  limit: number,
): Promise<DueFollowUps> {
  const query = db.sql
    .selectFrom('follow_ups')
    .innerJoin('customers', (join) =>
      join
        .onRef('customers.tenant_id', '=', 'follow_ups.tenant_id')
        .onRef('customers.id', '=', 'follow_ups.customer_id'),
    )
    .where('follow_ups.tenant_id', '=', who.tenantId)
    .where('follow_ups.created_by_agent_id', '=', who.agentId)
    .where('follow_ups.visible', '=', 1)
    .where('follow_ups.next_contact_at', 'is not', null)
    .where('follow_ups.next_contact_at', '>=', range.from ?? who.now - LONGEST_OVERDUE_MS)
    .where('follow_ups.next_contact_at', '<', range.before)
    .whereRef('customers.last_contact_at', '<=', 'follow_ups.created_at')
    .where(customerInReach(who));
  const { n } = await query.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll('follow_ups')
    .orderBy('follow_ups.next_contact_at')
    .orderBy('follow_ups.id')
    .limit(limit)
    .execute();
  return { followUps: rows.map(toFollowUp), total: Number(n) };
}
