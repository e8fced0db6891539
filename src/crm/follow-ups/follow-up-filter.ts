import { type AskedRecords, askRecords, type RecordFilter } from '#crm/customer-records/asked-records.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { facetsOf } from './search-tokens.ts';

/** What a list of follow-ups asks for; every condition that is there must hold. */
export interface FollowUpFilter extends RecordFilter {
  /** The tag-free text contains it: any case, full Unicode. */
  readonly contentContains?: string;
  readonly typeId?: bigint;
  readonly opportunityId?: bigint;
  readonly createdByAgentId?: bigint;
}

export async function askFollowUps(db: Reader, who: Caller, filter: FollowUpFilter): Promise<AskedRecords | null> {
  const columns = {
    type_id: filter.typeId,
    opportunity_id: filter.opportunityId,
    created_by_agent_id: filter.createdByAgentId,
  };
  const facets = filter.contentContains === undefined ? [] : facetsOf(await withLastTime(db, who.tenantId, filter));
  return await askRecords(db, 'follow_ups', who, filter, filter.contentContains, columns, facets);
}

/** A time without an end ends with the newest there is. */
async function withLastTime(db: Reader, tenantId: bigint, filter: FollowUpFilter): Promise<FollowUpFilter> {
  if (filter.createdFrom === undefined || filter.createdTo !== undefined) return filter;
  const [newest] = await newestVisible(db.sql, { tenantId });
  return { ...filter, createdTo: newest?.created_at ?? filter.createdFrom };
}

const newestVisible = prepare((sql: Reader['sql'], p: { tenantId: bigint }) =>
  sql
    .selectFrom('follow_ups')
    .select('created_at')
    .where('tenant_id', '=', p.tenantId)
    .where('visible', '=', 1)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);
