import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { AssetColumnsTable, AssetTablesTable } from '#engines/engine.ts';
import { prepare } from '#engines/prepare.ts';
import type { AssetColumn, AssetTable, ColumnType, TableRef } from './asset-table.ts';

type TableRow = Pick<AssetTablesTable, 'id' | 'key' | 'title'>;
type ColumnRow = Pick<AssetColumnsTable, 'id' | 'table_id' | 'key' | 'name' | 'type' | 'is_unique'>;

/** The table of this id or key. Raises `not_found`. */
export async function getTable(db: Reader, who: Caller, ref: TableRef): Promise<AssetTable> {
  const table = await findTable(db, who, ref);
  if (table === null) {
    throw new CrmError('not_found', { record: 'asset_table', id: 'id' in ref ? String(ref.id) : ref.key });
  }
  return table;
}

/** The same; null when there is none. */
export async function findTable(db: Reader, { tenantId }: Caller, ref: TableRef): Promise<AssetTable | null> {
  const [row] =
    'id' in ref
      ? await tableById(db.sql, { tenantId, id: ref.id })
      : await tableByKey(db.sql, { tenantId, key: ref.key });
  if (row === undefined) return null;
  return toTable(row, await columnsOfTable(db.sql, { tenantId, tableId: row.id }));
}

/** Every table, oldest first: two statements. */
export async function listTables(db: Reader, { tenantId }: Caller): Promise<AssetTable[]> {
  const rows = await allTables(db.sql, { tenantId });
  const columns = Map.groupBy(await allColumns(db.sql, { tenantId }), (column) => column.table_id);
  return rows.map((row) => toTable(row, columns.get(row.id) ?? []));
}

function toTable(row: TableRow, columns: readonly ColumnRow[]): AssetTable {
  return { id: row.id, key: row.key, title: row.title, columns: columns.map(toColumn) };
}

function toColumn(row: ColumnRow): AssetColumn {
  const { id, key, name } = row;
  return { id, key, name, type: row.type as ColumnType, unique: row.is_unique === 1 };
}

const tables = (sql: Reader['sql'], tenantId: bigint) =>
  sql
    .selectFrom('asset_tables')
    .select(['id', 'key', 'title'])
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null);

const tableById = prepare((sql: Reader['sql'], p: { tenantId: bigint; id: bigint }) =>
  tables(sql, p.tenantId).where('id', '=', p.id),
);

const tableByKey = prepare((sql: Reader['sql'], p: { tenantId: bigint; key: string }) =>
  tables(sql, p.tenantId).where('key', '=', p.key),
);

const allTables = prepare((sql: Reader['sql'], p: { tenantId: bigint }) => tables(sql, p.tenantId).orderBy('id'));

const columns = (sql: Reader['sql'], tenantId: bigint) =>
  sql
    .selectFrom('asset_columns')
    .select(['id', 'table_id', 'key', 'name', 'type', 'is_unique'])
    .where('tenant_id', '=', tenantId)
    .orderBy('table_id')
    .orderBy('position')
    .orderBy('id');

const columnsOfTable = prepare((sql: Reader['sql'], p: { tenantId: bigint; tableId: bigint }) =>
  columns(sql, p.tenantId).where('table_id', '=', p.tableId),
);

const allColumns = prepare((sql: Reader['sql'], p: { tenantId: bigint }) => columns(sql, p.tenantId));
