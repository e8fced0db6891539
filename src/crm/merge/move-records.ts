import type { Writer } from '#crm/store.ts';
import type { Searchable } from '#engines/engine.ts';

/** Records that hang on a customer. */
const TABLES = ['follow_ups', 'opportunities', 'tickets', 'calls', 'messages'] as const;
export type MovedTable = (typeof TABLES)[number];
/** Of these the gram index may keep whose they are. */
const SEARCHED: ReadonlySet<string> = new Set(['follow_ups', 'opportunities']);
/** Ids as digits, by table. */
export type Moved = Readonly<Record<MovedTable, readonly string[]>>;

/** Hangs every record of one customer on another, deleted ones too; answers which. */
export async function moveRecords(db: Writer, tenantId: bigint, from: bigint, to: bigint): Promise<Moved> {
  const moved: Partial<Record<MovedTable, readonly string[]>> = {};
  for (const table of TABLES) {
    const rows = await db.sql
      .updateTable(table as 'tickets')
      .set({ customer_id: to })
      .where('tenant_id', '=', tenantId)
      .where('customer_id', '=', from)
      .returning('id')
      .execute();
    const ids = rows.map((row) => row.id);
    await tellIndex(db, table, tenantId, ids);
    moved[table] = ids.map(String);
  }
  return moved as Moved;
}

const IDS_A_STATEMENT = 500;

/** Hangs records that were moved before back, those that still hang where they were moved to. */
export async function moveBack(db: Writer, tenantId: bigint, moved: Moved, from: bigint, to: bigint): Promise<void> {
  for (const table of TABLES) {
    const ids = moved[table].map(BigInt);
    for (let start = 0; start < ids.length; start += IDS_A_STATEMENT) {
      const some = ids.slice(start, start + IDS_A_STATEMENT);
      await db.sql
        .updateTable(table as 'tickets')
        .set({ customer_id: to })
        .where('tenant_id', '=', tenantId)
        .where('customer_id', '=', from)
        .where('id', 'in', some)
        .execute();
      await tellIndex(db, table, tenantId, some);
    }
  }
}

async function tellIndex(db: Writer, table: MovedTable, tenantId: bigint, ids: readonly bigint[]): Promise<void> {
  if (SEARCHED.has(table)) await db.search.hitsChanged(table as Searchable, tenantId, ids);
}
