import { type AskedRecords, askRecords, type RecordFilter } from '#crm/customer-records/asked-records.ts';
import type { Caller, Reader } from '#crm/store.ts';

/** What a list of opportunities asks for; every condition that is there must hold. */
export interface OpportunityFilter extends RecordFilter {
  /** The name contains it: any case, full Unicode. */
  readonly nameContains?: string;
  readonly typeId?: bigint;
  readonly sourceId?: bigint;
  /** Null asks for those without a stage. */
  readonly stageId?: bigint | null;
  readonly ownerAgentId?: bigint;
}

export function askOpportunities(db: Reader, who: Caller, filter: OpportunityFilter): Promise<AskedRecords | null> {
  return askRecords(db, 'opportunities', who, filter, filter.nameContains, {
    type_id: filter.typeId,
    source_id: filter.sourceId,
    stage_id: filter.stageId,
    owner_agent_id: filter.ownerAgentId,
  });
}
