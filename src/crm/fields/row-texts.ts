import type { Directory, Field, FieldRecord } from '#crm/access/directory.ts';
import type { Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import type { CustomInput, CustomValues } from './value.ts';

/** What stands for an asset row that a datasource field names, by row id; rows that are gone are absent. */
export type RowTexts = ReadonlyMap<bigint, string>;

/** The display texts for the datasource values of any number of records: two statements, none when no such field is set. */
export async function loadRowTexts(
  db: Reader,
  tenantId: bigint,
  directory: Directory,
  record: FieldRecord,
  values: readonly CustomValues[],
): Promise<RowTexts> {
  const named = new Map<bigint, Field>();
  for (const field of datasourceFields(directory, record)) {
    for (const one of values)
      for (const id of (one.get(field.id) ?? []) as readonly string[]) named.set(BigInt(id), field);
  }
  return await readRows(db, tenantId, named);
}

/**
 * The same for what a write brings: an id that isn't a row of its field's table stays absent, so that applyCustom refuses it.
 */
export async function loadNewRowTexts(
  db: Reader,
  tenantId: bigint,
  directory: Directory,
  record: FieldRecord,
  present: CustomValues,
  input: CustomInput,
): Promise<RowTexts> {
  const named = new Map<bigint, Field>();
  for (const field of datasourceFields(directory, record)) {
    const given = input.get(field.id);
    if (given === undefined) continue;
    const ids = given !== null && 'rowIds' in given ? given.rowIds.filter((id) => /^[1-9]\d{0,17}$/.test(id)) : [];
    for (const id of [...((present.get(field.id) ?? []) as readonly string[]), ...ids]) named.set(BigInt(id), field);
  }
  return await readRows(db, tenantId, named);
}

function datasourceFields(directory: Directory, record: FieldRecord): Field[] {
  const fields = directory.fields.get(record)?.byId.values() ?? [];
  return [...fields].filter((field) => field.kind === 'datasource');
}

async function readRows(db: Reader, tenantId: bigint, named: ReadonlyMap<bigint, Field>): Promise<RowTexts> {
  if (named.size === 0) return new Map();
  const columns = await displayColumns(db, tenantId, new Set(named.values()));
  const rows = await selectRows(db.sql, { tenantId }, [...named.keys()]);
  const texts = new Map<bigint, string>();
  for (const row of rows) {
    const field = named.get(row.id)!;
    const { tableId } = field.settings;
    if (tableId !== undefined && BigInt(tableId) !== row.table_id) continue;
    const cells = JSON.parse(row.cells) as Record<string, string>;
    texts.set(row.id, cells[String(columns.get(field.id))] || String(row.id));
  }
  return texts;
}

/** The ids of the columns that stand for rows, by the field's. */
async function displayColumns(
  db: Reader,
  tenantId: bigint,
  fields: ReadonlySet<Field>,
): Promise<ReadonlyMap<bigint, bigint>> {
  const tableIds = [...fields].flatMap(({ settings: { tableId, displayColumn } }) =>
    tableId === undefined || displayColumn === undefined ? [] : [BigInt(tableId)],
  );
  const columns = await selectColumns(db.sql, { tenantId }, tableIds);
  const idOf = new Map(columns.map((column) => [`${column.table_id} ${column.key}`, column.id]));
  const found = [...fields].map(({ id, settings }): [bigint, bigint | undefined] => [
    id,
    idOf.get(`${settings.tableId} ${settings.displayColumn}`),
  ]);
  return new Map(found.filter((pair): pair is [bigint, bigint] => pair[1] !== undefined));
}

const selectColumns = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, tableIds) =>
  sql
    .selectFrom('asset_columns')
    .select(['id', 'table_id', 'key'])
    .where('tenant_id', '=', p.tenantId)
    .where('table_id', 'in', tableIds),
);

const selectRows = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('asset_rows')
    .select(['id', 'table_id', 'cells'])
    .where('tenant_id', '=', p.tenantId)
    .where('id', 'in', ids),
);
