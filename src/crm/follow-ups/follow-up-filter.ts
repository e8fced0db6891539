import { type AskedRecords, askRecords, type RecordFilter } from '#crm/customer-records/asked-records.ts';
import type { Caller, Reader } from '#crm/store.ts';

/** What a list of follow-ups asks for; every condition that is there must hold. */
export interface FollowUpFilter extends RecordFilter {
  /** The tag-free text contains it: any case, full Unicode. */
  readonly contentContains?: string;
  readonly typeId?: bigint;
  readonly opportunityId?: bigint;
  readonly createdByAgentId?: bigint;
}

export function askFollowUps(db: Reader, who: Caller, filter: FollowUpFilter): Promise<AskedRecords | null> {
  return askRecords(db, 'follow_ups', who, filter, filter.contentContains, {
    type_id: filter.typeId,
    opportunity_id: filter.opportunityId,
    created_by_agent_id: filter.createdByAgentId,
  });
}
