import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import type { AssetRowsTable } from '#engines/engine.ts';
import { prepare } from '#engines/prepare.ts';
import type { AssetColumn, AssetTable } from './asset-table.ts';
import { checkCell, uniqueValue } from './cell-text.ts';
import { formatCells, parseCells } from './read-rows.ts';
import { hasCell, rowText } from './row-text.ts';
import { claimValue } from './unique-values.ts';

const CHUNK = 1000;
const ROWS_A_STATEMENT = 50;

/** Gives every row its place in the order of a new column, in which all cells are empty. */
export async function fillSortKeys(db: Writer, tenantId: bigint, tableId: bigint, columnId: bigint): Promise<void> {
  await db.sql
    .insertInto('asset_sort_keys')
    .columns(['tenant_id', 'row_id', 'column_id', 'sort_key'])
    .expression((eb) =>
      eb
        .selectFrom('asset_rows')
        .select((row) => [
          'tenant_id',
          'id',
          row.cast<bigint>(row.val(columnId), 'bigint').as('column_id'),
          row.val('').as('sort_key'),
        ])
        .where('tenant_id', '=', tenantId)
        .where('table_id', '=', tableId),
    )
    .execute();
}

/** Takes a column out of the table, and its cells out of the rows. */
export async function removeColumn(db: Writer, who: Caller, table: AssetTable, column: AssetColumn): Promise<void> {
  const rest = { ...table, columns: table.columns.filter(({ id }) => id !== column.id) };
  for (let after = 0n; ; ) {
    const rows = await rowsWithCell(db, who.tenantId, table.id, column.id, after);
    for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
      const part = rows.slice(start, start + ROWS_A_STATEMENT).map((row) => {
        const cells = parseCells(rest, row.cells);
        return { ...row, cells: formatCells(cells), text_key: rowText(cells) };
      });
      await overwrite(db, part);
    }
    if (rows.length < CHUNK) break;
    after = rows.at(-1)!.id;
  }
  await clearColumn(db, who.tenantId, column.id);
}

async function rowsWithCell(
  db: Reader,
  tenantId: bigint,
  tableId: bigint,
  columnId: bigint,
  after: bigint,
): Promise<AssetRowsTable[]> {
  return await db.sql
    .selectFrom('asset_rows')
    .select(['tenant_id', 'id', 'table_id', 'cells', 'text_key', 'owner', 'owner_type', 'ticket'])
    .select(['created_at', 'updated_at'])
    .where('tenant_id', '=', tenantId)
    .where('table_id', '=', tableId)
    .where('id', '>', after)
    .where(hasCell(columnId))
    .orderBy('id')
    .limit(CHUNK)
    .execute();
}

/** Many at once, as both engines can only so: every row is there and conflicts. */
async function overwrite(db: Writer, rows: readonly AssetRowsTable[]): Promise<void> {
  await db.sql
    .insertInto('asset_rows')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'id'])
        .doUpdateSet((eb) => ({ cells: eb.ref('excluded.cells'), text_key: eb.ref('excluded.text_key') })),
    )
    .execute();
}

/** Takes away what is kept of a column beside the rows. */
export async function clearColumn(db: Writer, tenantId: bigint, columnId: bigint): Promise<void> {
  for (const name of ['asset_sort_keys', 'asset_unique_values'] as const) {
    await db.sql.deleteFrom(name).where('tenant_id', '=', tenantId).where('column_id', '=', columnId).execute();
  }
  await db.sql.deleteFrom('asset_columns').where('tenant_id', '=', tenantId).where('id', '=', columnId).execute();
}

/** Notes the value of every row in a column that becomes unique. Raises `taken` for one that two rows have. */
export async function addUniqueValues(db: Writer, who: Caller, table: AssetTable, column: AssetColumn): Promise<void> {
  const { tenantId } = who;
  for (let after = 0n; ; ) {
    const rows = await rowsAfter(db.sql, { tenantId, tableId: table.id, after });
    for (const row of rows) {
      const text = (JSON.parse(row.cells) as Record<string, string>)[String(column.id)] ?? '';
      if (text === '') continue;
      const value = uniqueValue(column, checkCell(column, text));
      if (await claimValue(db, tenantId, column, value, row.id)) continue;
      throw new CrmError('taken', { field: column.key, value: text });
    }
    if (rows.length < CHUNK) return;
    after = rows.at(-1)!.id;
  }
}

const rowsAfter = prepare((sql: Reader['sql'], p: { tenantId: bigint; tableId: bigint; after: bigint }) =>
  sql
    .selectFrom('asset_rows')
    .select(['id', 'cells'])
    .where('tenant_id', '=', p.tenantId)
    .where('table_id', '=', p.tableId)
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(CHUNK),
);
