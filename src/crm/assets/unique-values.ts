import { CrmError } from '#crm/errors.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import type { AssetColumn } from './asset-table.ts';
import { uniqueValue } from './cell-text.ts';

type Cells = ReadonlyMap<bigint, string>;

/** Gives a row the values of its unique cells, and frees those that it had. Raises `taken` with the column's key. */
export async function writeUniqueValues(
  db: Writer,
  tenantId: bigint,
  columns: readonly AssetColumn[],
  rowId: bigint,
  before: Cells,
  after: Cells,
): Promise<void> {
  for (const column of columns) {
    if (!column.unique) continue;
    const [old, wanted] = [before, after].map((cells) => valueIn(column, cells)) as [string, string];
    if (old === wanted) continue;
    if (old !== '') await free(db.sql, { tenantId, columnId: column.id, value: old, rowId });
    if (wanted === '' || (await claimValue(db, tenantId, column, wanted, rowId))) continue;
    throw new CrmError('taken', { field: column.key, value: after.get(column.id) ?? '' });
  }
}

/** Makes the value the row's; false when another row has it. Waits for a writer that is about to take it. */
export async function claimValue(
  db: Writer,
  tenantId: bigint,
  column: AssetColumn,
  value: string,
  rowId: bigint,
): Promise<boolean> {
  const claimed = await claim(db.sql, { tenantId, columnId: column.id, value, rowId });
  return claimed.length === 1 || (await rowOfValue(db, tenantId, column, value)) === rowId;
}

/** The row that has this value in a unique column; null when none has. */
export async function rowOfValue(
  db: Reader,
  tenantId: bigint,
  column: AssetColumn,
  value: string,
): Promise<bigint | null> {
  const [row] = await find(db.sql, { tenantId, columnId: column.id, value });
  return row?.row_id ?? null;
}

function valueIn(column: AssetColumn, cells: Cells): string {
  const text = cells.get(column.id) ?? '';
  return text === '' ? '' : uniqueValue(column, text);
}

interface ValueParameters {
  tenantId: bigint;
  columnId: bigint;
  value: string;
}

const claim = prepare((sql: Writer['sql'], p: ValueParameters & { rowId: bigint }) =>
  sql
    .insertInto('asset_unique_values')
    .values({ tenant_id: p.tenantId, column_id: p.columnId, value: p.value, row_id: p.rowId })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'column_id', 'value']).doNothing())
    .returning('row_id'),
);

const find = prepare((sql: Reader['sql'], p: ValueParameters) =>
  sql
    .selectFrom('asset_unique_values')
    .select('row_id')
    .where('tenant_id', '=', p.tenantId)
    .where('column_id', '=', p.columnId)
    .where('value', '=', p.value),
);

const free = prepare((sql: Writer['sql'], p: ValueParameters & { rowId: bigint }) =>
  sql
    .deleteFrom('asset_unique_values')
    .where('tenant_id', '=', p.tenantId)
    .where('column_id', '=', p.columnId)
    .where('value', '=', p.value)
    .where('row_id', '=', p.rowId),
);
