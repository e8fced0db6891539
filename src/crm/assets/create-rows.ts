import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import { insertRows } from '#crm/insert-rows.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { AssetRowsTable } from '#engines/engine.ts';
import { applyPatch, type RowState } from './apply-patch.ts';
import type { AssetRow, RowOrigin, RowPatch } from './asset-row.ts';
import type { AssetTable } from './asset-table.ts';
import { holdTable } from './hold-table.ts';
import { formatCells } from './read-rows.ts';
import { rowText, rowTokens } from './row-text.ts';
import { sortKey } from './sort-key.ts';
import { writeUniqueValues } from './unique-values.ts';

export interface NewRow extends RowPatch {
  readonly origin?: RowOrigin;
}

/** Makes a row. Raises `not_found` for the table, `taken` for a unique value or kept id, and what applyPatch raises. */
export async function createRow(db: Writer, who: Caller, tableId: bigint, row: NewRow): Promise<AssetRow> {
  const [made] = await createRows(db, who, tableId, [row]);
  return made!;
}

/** Makes rows in their order, all or none. */
export async function createRows(
  db: Writer,
  who: Caller,
  tableId: bigint,
  rows: readonly NewRow[],
): Promise<AssetRow[]> {
  requirePermission(who, 'customer.edit');
  const table = await holdTable(db, who, tableId, rows.length);
  const made: AssetRow[] = [];
  for (const { origin, ...patch } of rows) {
    made.push(await insertColumns(db, who, table, await applyPatch(db, who, table, null, patch), origin));
  }
  await followRows(db, who, table, made);
  return made;
}

/** Writes one new row of a held table with all that follows from it; its count was kept already. */
export async function insertRow(
  db: Writer,
  who: Caller,
  table: AssetTable,
  state: RowState,
  origin: RowOrigin,
): Promise<AssetRow> {
  const row = await insertColumns(db, who, table, state, origin);
  await followRows(db, who, table, [row]);
  return row;
}

async function insertColumns(
  db: Writer,
  who: Caller,
  table: AssetTable,
  state: RowState,
  origin: RowOrigin = {},
): Promise<AssetRow> {
  const { tenantId } = who;
  const createdAt = origin.createdAt ?? who.now;
  const updatedAt = origin.updatedAt ?? createdAt;
  const ticket = origin.ticket ?? '';
  const row = (id: bigint): AssetRowsTable => ({
    tenant_id: tenantId,
    id,
    table_id: table.id,
    cells: formatCells(state.cells),
    text_key: rowText(state.cells),
    owner: state.owner,
    owner_type: state.ownerType,
    ticket,
    created_at: createdAt,
    updated_at: updatedAt,
  });
  const id =
    origin.id === undefined
      ? await insertWithNewId(db, 'asset_rows', tenantId, row)
      : await insertWithKeptId(db, 'asset_rows', tenantId, origin.id, row);
  await writeUniqueValues(db, tenantId, table.columns, id, new Map(), state.cells);
  return { id, tableId: table.id, ...state, ticket, createdAt, updatedAt };
}

/** What new rows are found, sorted and told by; for many at once, as each index is written faster so. */
async function followRows(db: Writer, who: Caller, table: AssetTable, rows: readonly AssetRow[]): Promise<void> {
  const { tenantId } = who;
  const indexed = rows
    .map(({ id, cells }) => ({ id, tokens: rowTokens(cells) }))
    .filter(({ tokens }) => tokens.length > 0);
  await db.search.indexNew('asset_rows', tenantId, indexed);
  const keys = rows.flatMap(({ id, cells }) =>
    table.columns.map((column) => ({
      tenant_id: tenantId,
      row_id: id,
      column_id: column.id,
      sort_key: sortKey(column.type, cells.get(column.id) ?? ''),
    })),
  );
  await insertRows(db, 'asset_sort_keys', keys);
  for (const { id } of rows)
    await recordEvent(db, who, { kind: 'asset_row.created', record: 'asset_row', recordId: id });
}
