import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import type { AssetRow } from './asset-row.ts';
import { holdTable } from './hold-table.ts';
import { lockRow } from './update-row.ts';

/** Deletes a row for good and answers what it was. Raises `not_found`. */
export async function deleteRow(db: Writer, who: Caller, tableId: bigint, id: bigint): Promise<AssetRow> {
  requirePermission(who, 'customer.edit');
  const table = await holdTable(db, who, tableId, -1);
  const row = await lockRow(db, who, table, id);
  await clearRow(db, who.tenantId, id);
  await recordEvent(db, who, { kind: 'asset_row.deleted', record: 'asset_row', recordId: id });
  return row;
}

/** Takes a row away with all that hangs on it, but for its count. */
export async function clearRow(db: Writer, tenantId: bigint, id: bigint): Promise<void> {
  // The index finds its entry by the row: first the one, then the other.
  await db.search.index('asset_rows', tenantId, id, []);
  for (const remove of [deleteKeys, deleteValues, deleteOne]) await remove(db.sql, { tenantId, id });
}

interface Named {
  tenantId: bigint;
  id: bigint;
}

const deleteKeys = prepare((sql: Writer['sql'], p: Named) =>
  sql.deleteFrom('asset_sort_keys').where('tenant_id', '=', p.tenantId).where('row_id', '=', p.id),
);

const deleteValues = prepare((sql: Writer['sql'], p: Named) =>
  sql.deleteFrom('asset_unique_values').where('tenant_id', '=', p.tenantId).where('row_id', '=', p.id),
);

const deleteOne = prepare((sql: Writer['sql'], p: Named) =>
  sql.deleteFrom('asset_rows').where('tenant_id', '=', p.tenantId).where('id', '=', p.id),
);
