import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { zonedText } from '#crm/zoned-time.ts';
import { mayClaim } from './may-claim.ts';

/** How many customers an agent may still claim today, in the tenant's zone. */
export interface Quota {
  readonly perDay: number;
  readonly used: number;
  readonly left: number;
  readonly mayClaim: boolean;
}

export async function readQuota(db: Reader, who: Caller): Promise<Quota> {
  const { quotaPerDay } = who.directory.poolRule;
  const row = await db.sql
    .selectFrom('pool_claims')
    .select('claimed')
    .where('tenant_id', '=', who.tenantId)
    .where('agent_id', '=', who.agentId)
    .where('day', '=', today(who))
    .executeTakeFirst();
  const used = row?.claimed ?? 0;
  return { perDay: quotaPerDay, used, left: Math.max(0, quotaPerDay - used), mayClaim: mayClaim(who) };
}

/** Counts a claim of today. Raises `quota_used` when none is left. */
export async function takeFromQuota(db: Writer, who: Caller): Promise<void> {
  const { quotaPerDay: quota } = who.directory.poolRule;
  if (quota <= 0) throw new CrmError('quota_used', { quota });
  const counted = await db.sql
    .insertInto('pool_claims')
    .values({ tenant_id: who.tenantId, agent_id: who.agentId, day: today(who), claimed: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'agent_id', 'day'])
        .doUpdateSet((eb) => ({ claimed: eb('pool_claims.claimed', '+', 1) }))
        .where('pool_claims.claimed', '<', quota),
    )
    .returning('claimed')
    .execute();
  if (counted.length === 0) throw new CrmError('quota_used', { quota });
}

function today(who: Caller): string {
  return zonedText(who.now, who.directory.tenant.timeZone).slice(0, 10);
}
