import type { Caller, Reader } from '#crm/store.ts';
import type { AssetRowsTable } from '#engines/engine.ts';
import { prepareForIds } from '#engines/prepare.ts';
import { CrmError } from '#crm/errors.ts';
import type { AssetRow } from './asset-row.ts';
import type { AssetTable } from './asset-table.ts';

/** A row of the table. Raises `not_found`, also for a row of another table. */
export async function getRow(db: Reader, who: Caller, table: AssetTable, id: bigint): Promise<AssetRow> {
  const [row] = await readRows(db, who, table, [id]);
  if (row === undefined) throw new CrmError('not_found', { record: 'asset_row', id: String(id) });
  return row;
}

/** Rows of the table in the order of `ids`; those that are gone are left out. */
export async function readRows(
  db: Reader,
  { tenantId }: Caller,
  table: AssetTable,
  ids: readonly bigint[],
): Promise<AssetRow[]> {
  const rows = await byIds(db.sql, { tenantId, tableId: table.id }, ids);
  const byId = new Map(rows.map((row) => [row.id, toRow(table, row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const byIds = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint; tableId: bigint }, ids) =>
  sql
    .selectFrom('asset_rows')
    .select(['id', 'table_id', 'cells', 'owner', 'owner_type', 'ticket', 'created_at', 'updated_at'])
    .where('tenant_id', '=', p.tenantId)
    .where('id', 'in', ids)
    .where('table_id', '=', p.tableId),
);

export function toRow(table: AssetTable, row: Omit<AssetRowsTable, 'tenant_id' | 'text_key'>): AssetRow {
  return {
    id: row.id,
    tableId: row.table_id,
    cells: parseCells(table, row.cells),
    ownerType: row.owner_type,
    owner: row.owner,
    ticket: row.ticket,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Cells of columns that the table has today, in the order of their ids. */
export function parseCells(table: AssetTable, text: string): Map<bigint, string> {
  const stored = JSON.parse(text) as Readonly<Record<string, string>>;
  const cells = new Map<bigint, string>();
  for (const id of table.columns.map((column) => column.id).sort((a, b) => (a < b ? -1 : 1))) {
    const cell = stored[String(id)];
    if (cell !== undefined) cells.set(id, cell);
  }
  return cells;
}

export function formatCells(cells: ReadonlyMap<bigint, string>): string {
  return JSON.stringify(Object.fromEntries([...cells].map(([id, text]) => [String(id), text])));
}
