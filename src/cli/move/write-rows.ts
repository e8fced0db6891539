import { CompiledQuery } from 'kysely';
import type { Writer } from '#crm/store.ts';
import { arrayLiteral } from '#engines/array-literal.ts';
import type { TableLayout } from './read-layout.ts';
import type { TextRow } from './read-rows.ts';

/** Writes rows over those that are there, in one statement whatever the number. */
export async function upsertRows(db: Writer, table: TableLayout, rows: readonly TextRow[]): Promise<void> {
  if (rows.length === 0) return;
  const names = table.columns.map(({ name }) => `"${name}"`).join(', ');
  const others = table.columns.filter(({ name }) => !table.key.includes(name));
  const onTaken =
    others.length === 0
      ? 'DO NOTHING'
      : `DO UPDATE SET ${others.map(({ name }) => `"${name}" = excluded."${name}"`).join(', ')}`;
  await run(
    db,
    `INSERT INTO "${table.name}" (${names}) OVERRIDING SYSTEM VALUE
       SELECT ${selected(table.columns)} FROM unnest(${arrays(table.columns.length)}) AS new (${names})
       ON CONFLICT (${table.key.map((column) => `"${column}"`).join(', ')}) ${onTaken}`,
    table.columns.map(({ name }) => arrayLiteral(rows.map((row) => row[name] ?? null))),
  );
}

/** Deletes the rows of these keys. */
export async function deleteRows(db: Writer, table: TableLayout, rows: readonly TextRow[]): Promise<void> {
  if (rows.length === 0) return;
  const key = table.key.map((column) => table.columns.find(({ name }) => name === column)!);
  const names = key.map(({ name }) => `"${name}"`).join(', ');
  await run(
    db,
    `DELETE FROM "${table.name}" WHERE (${names}) IN
       (SELECT ${selected(key)} FROM unnest(${arrays(key.length)}) AS gone (${names}))`,
    key.map(({ name }) => arrayLiteral(rows.map((row) => row[name] ?? null))),
  );
}

/** Lets the logs go on behind the rows that were copied. */
export async function moveLogsOn(db: Writer): Promise<void> {
  for (const log of ['changes', 'events', 'audit_entries']) {
    await run(db, `SELECT setval(pg_get_serial_sequence('${log}', 'id'), max(id)) FROM ${log} HAVING max(id) > 0`, []);
  }
}

function selected(columns: TableLayout['columns']): string {
  return columns.map(({ name, type }) => `"${name}"::${type}`).join(', ');
}

function arrays(count: number): string {
  return Array.from({ length: count }, (_unused, at) => `$${at + 1}::text[]`).join(', ');
}

async function run(db: Writer, text: string, parameters: readonly unknown[]): Promise<void> {
  await db.sql.executeQuery(CompiledQuery.raw(text, [...parameters]));
}
