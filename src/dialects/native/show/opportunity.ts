import { customerNames } from '#crm/names-by-id.ts';
import type { Opportunity as CrmOpportunity } from '#crm/opportunities/opportunity.ts';
import { isLost, isWon } from '#crm/opportunities/stages.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Opportunity } from '../schemas/opportunity.ts';
import { showTime, showTimeOrNull } from '../time.ts';
import { showCustoms } from './custom.ts';
import { showAgent, showAssignment, showOption } from './refs.ts';

/** Opportunities as this dialect answers them: two statements more whatever the number. */
export async function showOpportunities(
  db: Reader,
  who: Caller,
  opportunities: readonly CrmOpportunity[],
): Promise<Opportunity[]> {
  const customs = await showCustoms(
    db,
    who,
    'opportunity',
    opportunities.map((one) => one.custom),
  );
  const names = await customerNames(
    db,
    who.tenantId,
    opportunities.map((one) => one.customerId),
  );
  return opportunities.map((one, at) => ({
    id: String(one.id),
    version: one.version,
    name: one.name,
    customer: { id: String(one.customerId), name: names.get(one.customerId) ?? '' },
    type: showOption(who, 'opportunity_type', one.typeId),
    source: showOption(who, 'opportunity_source', one.sourceId),
    stage: showOption(who, 'opportunity_stage', one.stageId),
    state: isWon(who.directory, one.stageId) ? 'won' : isLost(who.directory, one.stageId) ? 'lost' : 'open',
    loseReason: showOption(who, 'lose_reason', one.loseReasonId),
    loseRemark: one.loseRemark,
    owner: showAssignment(who, one.ownerAgentId, one.ownerDepartmentId),
    lastContactAt: showTimeOrNull(one.lastContactAt),
    lastContactBy: showAgent(who, one.lastContactAgentId),
    custom: customs[at]!,
    createdAt: showTime(one.createdAt),
    createdBy: showAgent(who, one.createdByAgentId),
    updatedAt: showTime(one.updatedAt),
    updatedBy: showAgent(who, one.updatedByAgentId),
  }));
}

export async function showOpportunity(db: Reader, who: Caller, opportunity: CrmOpportunity): Promise<Opportunity> {
  return (await showOpportunities(db, who, [opportunity]))[0]!;
}
