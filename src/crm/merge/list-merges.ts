import type { Caller, Reader } from '#crm/store.ts';
import type { MergeDetail } from './merge-customers.ts';

export interface Merge {
  readonly id: bigint;
  readonly otherId: bigint;
  readonly otherName: string;
  readonly at: number;
  readonly agentId: bigint | null;
  readonly undone: boolean;
}

/** The customers that went into one, last first. The caller must have found it in its reach. */
export async function listMerges(db: Reader, who: Caller, keptId: bigint): Promise<Merge[]> {
  const rows = await db.sql
    .selectFrom('merges')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('kept_id', '=', keptId)
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    otherId: row.other_id,
    otherName: (JSON.parse(row.detail) as MergeDetail).otherName,
    at: row.merged_at,
    agentId: row.agent_id,
    undone: row.undone_at !== null,
  }));
}
