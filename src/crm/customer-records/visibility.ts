import type { Selectable } from 'kysely';
import { bumpCount } from '#crm/counts.ts';
import { followUpTokens } from '#crm/follow-ups/search-tokens.ts';
import { opportunityTokens } from '#crm/opportunities/search-tokens.ts';
import type { Writer } from '#crm/store.ts';
import type { FollowUpsTable, OpportunitiesTable } from '#engines/engine.ts';

interface Kind {
  readonly table: 'follow_ups' | 'opportunities';
  /** What its tokens are made of, and its id. */
  readonly columns: readonly (keyof FollowUpsTable | keyof OpportunitiesTable)[];
  tokensOf(row: object): string[];
}

const TABLES: readonly Kind[] = [
  {
    table: 'follow_ups',
    columns: ['id', 'content_key', 'type_id', 'created_by_agent_id', 'created_at'],
    tokensOf: (row: object) => followUpTokens(row as Selectable<FollowUpsTable>),
  },
  {
    table: 'opportunities',
    columns: ['id', 'name_key'],
    tokensOf: (row: object) => opportunityTokens((row as Selectable<OpportunitiesTable>).name_key),
  },
];

/** Takes the follow-ups and opportunities of a customer that is being deleted out of lists, search and totals. */
export async function hideRecordsOf(db: Writer, tenantId: bigint, customerId: bigint): Promise<void> {
  for (const { table } of TABLES) {
    const hidden = await db.sql
      .updateTable(table as 'follow_ups')
      .set({ visible: 0 })
      .where('tenant_id', '=', tenantId)
      .where('customer_id', '=', customerId)
      .where('visible', '=', 1)
      .returning('id')
      .execute();
    if (hidden.length === 0) continue;
    const ids = hidden.map(({ id }) => id);
    await db.search.unindex(table, tenantId, ids);
    await bumpCount(db, tenantId, table, -ids.length);
  }
}

/** Brings back the follow-ups and opportunities of a restored customer, but for those that were deleted themselves. */
export async function showRecordsOf(db: Writer, tenantId: bigint, customerId: bigint): Promise<void> {
  for (const { table, columns, tokensOf } of TABLES) {
    const shown = await db.sql
      .updateTable(table as 'follow_ups')
      .set({ visible: 1 })
      .where('tenant_id', '=', tenantId)
      .where('customer_id', '=', customerId)
      .where('deleted_at', 'is', null)
      .where('visible', '=', 0)
      .returning(columns as readonly 'id'[])
      .execute();
    if (shown.length === 0) continue;
    const entries = shown.map((row) => ({ id: row.id, tokens: tokensOf(row) }));
    await db.search.indexNew(table, tenantId, entries);
    await bumpCount(db, tenantId, table, shown.length);
  }
}
