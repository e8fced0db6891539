import { counterSlot, holdCountSlot } from '#crm/counts.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { rowCountName, type AssetTable } from './asset-table.ts';
import { getTable } from './get-table.ts';

/**
 * The table, for a write of its rows; adds `by` to how many it has. Its definition stays until the transaction ends:
 * writers of rows hold one slot of the count, a writer of the definition holds all. Raises `not_found`.
 */
export async function holdTable(db: Writer, who: Caller, tableId: bigint, by: number): Promise<AssetTable> {
  await holdCountSlot(db, who.tenantId, rowCountName(tableId), counterSlot(db), by);
  // Only now: what was read before the slot was ours may have changed while we waited for it.
  return await getTable(db, who, { id: tableId });
}

/** The table, for a write of its definition: no row of it is written until the transaction ends. Raises `not_found`. */
export async function holdDefinition(db: Writer, who: Caller, tableId: bigint): Promise<AssetTable> {
  for (let slot = 0; slot < db.capabilities.counterSlots; slot += 1) {
    await holdCountSlot(db, who.tenantId, rowCountName(tableId), slot, 0);
  }
  return await getTable(db, who, { id: tableId });
}
