import { customerNames, opportunityNames } from '#crm/names-by-id.ts';
import type { FollowUp as CrmFollowUp } from '#crm/follow-ups/follow-up.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { NamedRef } from '../schemas/common.ts';
import type { FollowUp } from '../schemas/follow-up.ts';
import { showTime, showTimeOrNull } from '../time.ts';
import { showAgent, showOption } from './refs.ts';

/** Follow-ups as this dialect answers them: two statements more whatever the number. */
export async function showFollowUps(db: Reader, who: Caller, followUps: readonly CrmFollowUp[]): Promise<FollowUp[]> {
  const { tenantId } = who;
  const customers = await customerNames(
    db,
    tenantId,
    followUps.map((one) => one.customerId),
  );
  const opportunities = await opportunityNames(
    db,
    tenantId,
    followUps.map((one) => one.opportunityId),
  );
  return followUps.map((one) => ({
    id: String(one.id),
    version: one.version,
    customer: named(customers, one.customerId)!,
    opportunity: named(opportunities, one.opportunityId),
    type: showOption(who, 'follow_up_type', one.typeId)!,
    content: one.content,
    text: one.contentText,
    dealFlag: showOption(who, 'deal_flag', one.dealFlagId),
    nextContactAt: showTimeOrNull(one.nextContactAt),
    createdAt: showTime(one.createdAt),
    createdBy: showAgent(who, one.createdByAgentId),
    updatedAt: showTime(one.updatedAt),
    updatedBy: showAgent(who, one.updatedByAgentId),
  }));
}

export async function showFollowUp(db: Reader, who: Caller, followUp: CrmFollowUp): Promise<FollowUp> {
  return (await showFollowUps(db, who, [followUp]))[0]!;
}

/** A record by id and name; null for none. */
export function named(names: ReadonlyMap<bigint, string>, id: bigint | null): NamedRef | null {
  return id === null ? null : { id: String(id), name: names.get(id) ?? '' };
}
