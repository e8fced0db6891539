import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { applyPatch, type RowState } from './apply-patch.ts';
import type { AssetRow, RowPatch } from './asset-row.ts';
import type { AssetTable } from './asset-table.ts';
import { holdTable } from './hold-table.ts';
import { formatCells, toRow } from './read-rows.ts';
import { rowText, rowTokens } from './row-text.ts';
import { sortKey } from './sort-key.ts';
import { writeUniqueValues } from './unique-values.ts';

/**
 * Changes what the patch says and answers the row as it is then; nothing is written where every value stays.
 * Raises `not_found` for table and row, `taken` for a unique value, and what applyPatch raises.
 */
export async function updateRow(
  db: Writer,
  who: Caller,
  tableId: bigint,
  id: bigint,
  patch: RowPatch,
): Promise<AssetRow> {
  requirePermission(who, 'customer.edit');
  const table = await holdTable(db, who, tableId, 0);
  return await updateLockedRow(db, who, table, await lockRow(db, who, table, id), patch);
}

/** The same with a row that is locked, in a table that is held. */
export async function updateLockedRow(
  db: Writer,
  who: Caller,
  table: AssetTable,
  before: AssetRow,
  patch: RowPatch,
): Promise<AssetRow> {
  const { id } = before;
  const state = await applyPatch(db, who, table, before, patch);
  const changed = table.columns.filter((column) => before.cells.get(column.id) !== state.cells.get(column.id));
  if (changed.length === 0 && state.owner === before.owner && state.ownerType === before.ownerType) return before;

  const { tenantId } = who;
  await writeUniqueValues(db, tenantId, changed, id, before.cells, state.cells);
  await writeColumns(db, who, id, state);
  if (changed.length > 0) await db.search.index('asset_rows', tenantId, id, rowTokens(state.cells));
  for (const column of changed) {
    const key = sortKey(column.type, state.cells.get(column.id) ?? '');
    await setSortKey(db.sql, { tenantId, rowId: id, columnId: column.id, key });
  }
  await recordEvent(db, who, { kind: 'asset_row.updated', record: 'asset_row', recordId: id });
  return { ...before, ...state, updatedAt: who.now };
}

/** The row as it is, held until the transaction ends. Raises `not_found`. */
export async function lockRow(db: Writer, who: Caller, table: AssetTable, id: bigint): Promise<AssetRow> {
  const row = await lockRowIfThere(db, who, table, id);
  if (row === null) throw new CrmError('not_found', { record: 'asset_row', id: String(id) });
  return row;
}

export async function lockRowIfThere(
  db: Writer,
  { tenantId }: Caller,
  table: AssetTable,
  id: bigint,
): Promise<AssetRow | null> {
  const [row] = await hold(db.sql, { tenantId, id, tableId: table.id });
  return row === undefined ? null : toRow(table, row);
}

/** A write that changes nothing takes the row's lock on every engine. */
const hold = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint; tableId: bigint }) =>
  sql
    .updateTable('asset_rows')
    .set((eb) => ({ ticket: eb.ref('ticket') }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .where('table_id', '=', p.tableId)
    .returning(['id', 'table_id', 'cells', 'owner', 'owner_type', 'ticket', 'created_at', 'updated_at']),
);

async function writeColumns(db: Writer, who: Caller, id: bigint, state: RowState): Promise<void> {
  await setColumns(db.sql, {
    tenantId: who.tenantId,
    id,
    cells: formatCells(state.cells),
    textKey: rowText(state.cells),
    owner: state.owner,
    ownerType: state.ownerType,
    at: who.now,
  });
}

interface ColumnParameters {
  tenantId: bigint;
  id: bigint;
  cells: string;
  textKey: string;
  owner: string;
  ownerType: RowState['ownerType'];
  at: number;
}

const setColumns = prepare((sql: Writer['sql'], p: ColumnParameters) =>
  sql
    .updateTable('asset_rows')
    .set({ cells: p.cells, text_key: p.textKey, owner: p.owner, owner_type: p.ownerType, updated_at: p.at })
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id),
);

const setSortKey = prepare(
  (sql: Writer['sql'], p: { tenantId: bigint; rowId: bigint; columnId: bigint; key: string }) =>
    sql
      .updateTable('asset_sort_keys')
      .set({ sort_key: p.key })
      .where('tenant_id', '=', p.tenantId)
      .where('row_id', '=', p.rowId)
      .where('column_id', '=', p.columnId),
);
