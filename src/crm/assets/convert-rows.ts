import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import type { AssetColumn, AssetTable } from './asset-table.ts';
import { checkCell, uniqueValue } from './cell-text.ts';
import { claimValue } from './unique-values.ts';

const CHUNK = 1000;

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

/** Takes a column out of the table. Its cells stay in the rows, unseen, until each is written again. */
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
