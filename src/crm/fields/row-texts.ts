import type { Directory, Field, FieldRecord } from '#crm/access/directory.ts';
import type { Reader } from '#crm/store.ts';
import { prepareForIds } from '#engines/prepare.ts';
import type { CustomInput, CustomValues } from './value.ts';

/** What stands for an asset row that a datasource field names, by row id; rows that are gone are absent. */
export type RowTexts = ReadonlyMap<bigint, string>;

/** The display texts for the datasource values of any number of records: one statement, none when no such field is set. */
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
  const rows = await selectRows(db.sql, { tenantId }, [...named.keys()]);
  const texts = new Map<bigint, string>();
  for (const row of rows) {
    const { tableId, displayColumn } = named.get(row.id)!.settings;
    if (tableId !== undefined && BigInt(tableId) !== row.table_id) continue;
    const cells = JSON.parse(row.cells) as Record<string, string>;
    texts.set(row.id, (displayColumn === undefined ? undefined : cells[displayColumn]) || String(row.id));
  }
  return texts;
}

const selectRows = prepareForIds((sql: Reader['sql'], p: { tenantId: bigint }, ids) =>
  sql
    .selectFrom('asset_rows')
    .select(['id', 'table_id', 'cells'])
    .where('tenant_id', '=', p.tenantId)
    .where('id', 'in', ids),
);
