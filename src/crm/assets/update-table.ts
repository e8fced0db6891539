import { requirePermission } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { isNumeric, rowCountName, type AssetColumn, type AssetTable } from './asset-table.ts';
import { checkColumns, checkTableKey, checkTitle, type CheckedColumn, type ColumnInput } from './check-definition.ts';
import { addUniqueValues, fillSortKeys, removeColumn } from './convert-rows.ts';
import { insertColumn, keyTaken } from './create-table.ts';
import { refuseDisplayColumn } from './datasource-fields.ts';
import { getTable } from './get-table.ts';
import { holdDefinition } from './hold-table.ts';

/** What isn't given stays. `columns` is the whole of them, in order: one that is left out goes with its values. */
export interface TablePatch {
  readonly key?: string;
  readonly title?: string;
  readonly columns?: readonly ColumnInput[];
}

/**
 * Changes a table's definition. Raises `not_found`, `taken` for a key or, where a column becomes unique, for a value that
 * two rows have, `in_use` for a type that rows would have to be converted to and for a column that a datasource field shows.
 */
export async function updateTable(db: Writer, who: Caller, id: bigint, patch: TablePatch): Promise<AssetTable> {
  requirePermission(who, 'settings.edit');
  const table = await holdDefinition(db, who, id);
  const key = patch.key === undefined ? table.key : checkTableKey(patch.key);
  const title = patch.title === undefined ? table.title : checkTitle(patch.title);
  if (key !== table.key || title !== table.title) {
    await keyTaken(key, () =>
      db.sql
        .updateTable('asset_tables')
        .set({ key, title })
        .where('tenant_id', '=', who.tenantId)
        .where('id', '=', id)
        .execute(),
    );
  }
  if (patch.columns !== undefined) await applyColumns(db, who, table, checkColumns(patch.columns));
  return await getTable(db, who, { id });
}

async function applyColumns(
  db: Writer,
  who: Caller,
  table: AssetTable,
  wanted: readonly CheckedColumn[],
): Promise<void> {
  const keys = new Set(wanted.map((column) => column.key));
  for (const column of table.columns) {
    if (keys.has(column.key)) continue;
    refuseDisplayColumn(who, table, column.key);
    await removeColumn(db, who, table, column);
  }
  const present = new Map(table.columns.map((column) => [column.key, column]));
  for (const [position, column] of wanted.entries()) {
    const before = present.get(column.key);
    if (before === undefined) {
      const columnId = await insertColumn(db, who.tenantId, table.id, column, position);
      await fillSortKeys(db, who.tenantId, table.id, columnId);
    } else {
      await changeColumn(db, who, table, before, column, position);
    }
  }
}

async function changeColumn(
  db: Writer,
  who: Caller,
  table: AssetTable,
  before: AssetColumn,
  wanted: CheckedColumn,
  position: number,
): Promise<void> {
  const { tenantId } = who;
  if (wanted.type !== before.type && !(isFreeText(wanted) && isFreeText(before))) {
    const rows = await readCount(db, tenantId, rowCountName(table.id));
    const at = { field: before.key, reason: 'its type can change only while the table is empty' };
    if (rows > 0) throw new CrmError('in_use', { record: 'asset_table', id: String(table.id), at });
  }
  await db.sql
    .updateTable('asset_columns')
    .set({ name: wanted.name, type: wanted.type, is_unique: wanted.unique ? 1 : 0, position })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', before.id)
    .execute();
  if (wanted.unique && !before.unique) await addUniqueValues(db, who, table, { ...before, ...wanted });
  if (!wanted.unique && before.unique) {
    await db.sql
      .deleteFrom('asset_unique_values')
      .where('tenant_id', '=', tenantId)
      .where('column_id', '=', before.id)
      .execute();
  }
}

/** Types of which one's values all fit the other and stand in the same order. */
function isFreeText({ type }: CheckedColumn): boolean {
  return !isNumeric(type) && type !== 6 && type !== 8 && type !== 17;
}
