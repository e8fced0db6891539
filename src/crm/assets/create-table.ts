import { requirePermission } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { ConstraintError, type AssetTablesTable } from '#engines/engine.ts';
import type { AssetTable } from './asset-table.ts';
import { checkColumns, checkTableKey, checkTitle, type CheckedColumn, type ColumnInput } from './check-definition.ts';
import { getTable } from './get-table.ts';

export interface NewTable {
  readonly key: string;
  /** The key when absent. */
  readonly title?: string;
  readonly columns: readonly ColumnInput[];
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint;
}

/** Defines a table. Raises `taken` for a key or kept id in use, `forbidden` without settings.edit, `invalid`, `missing`. */
export async function createTable(db: Writer, who: Caller, table: NewTable): Promise<AssetTable> {
  requirePermission(who, 'settings.edit');
  const { tenantId, now } = who;
  const key = checkTableKey(table.key);
  const title = checkTitle(table.title === undefined || table.title.trim() === '' ? key : table.title);
  const columns = checkColumns(table.columns);
  const row = (id: bigint): AssetTablesTable => ({
    tenant_id: tenantId,
    id,
    key,
    title,
    created_at: now,
    deleted_at: null,
  });
  const id = await keyTaken(key, () =>
    table.id === undefined
      ? insertWithNewId(db, 'asset_tables', tenantId, row)
      : insertWithKeptId(db, 'asset_tables', tenantId, table.id, row),
  );
  for (const [position, column] of columns.entries()) await insertColumn(db, tenantId, id, column, position);
  return await getTable(db, who, { id });
}

/** Runs a statement that gives a table its key, and raises `taken` when another has it. */
export async function keyTaken<T>(key: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConstraintError && error.constraint === 'asset_tables_key') {
      throw new CrmError('taken', { field: 'key', value: key });
    }
    throw error;
  }
}

export async function insertColumn(
  db: Writer,
  tenantId: bigint,
  tableId: bigint,
  { key, name, type, unique }: CheckedColumn,
  position: number,
): Promise<bigint> {
  const columns = { table_id: tableId, key, name, type, is_unique: unique ? 1 : 0, position };
  return await insertWithNewId(db, 'asset_columns', tenantId, (id) => ({ tenant_id: tenantId, id, ...columns }));
}
