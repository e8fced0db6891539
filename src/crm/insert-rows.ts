import type { CompiledQuery, Insertable, Kysely } from 'kysely';
import type { Writer } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { withParameters } from '#engines/prepare.ts';

const MOST_ROWS = 64;

/**
 * Inserts many rows of one table, 64 a statement and the rest by powers of two, each statement compiled once an engine.
 * Every row has the columns of the first, and each is a plain value.
 * Columns in which none has anything are left out: binding what a new record is yet without costs more than the rest of it.
 */
export async function insertRows<T extends keyof Database>(
  db: Writer,
  table: T,
  rows: readonly Insertable<Database[T]>[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]!) as (keyof Insertable<Database[T]>)[];
  const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
  await insertColumns(db, table, rows.length, columns);
}

/** The same for `count` rows that are there by columns: of each column the values of all rows. */
export async function insertColumns(
  db: Writer,
  table: keyof Database,
  count: number,
  columns: Readonly<Record<string, readonly unknown[]>>,
): Promise<void> {
  const given = Object.entries(columns).filter(([, values]) => values.some((one) => one !== null));
  const names = given.map(([name]) => name);
  const values = given.map(([, all]) => all);
  for (let start = 0; start < count; ) {
    const size = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(count - start)));
    const parameters: unknown[] = [];
    for (let row = start; row < start + size; row += 1) {
      for (let column = 0; column < values.length; column += 1) parameters.push(values[column]![row]);
    }
    await db.sql.executeQuery(withParameters(insertOf(db, table, names, size), parameters));
    start += size;
  }
}

const compiled = new WeakMap<object, Map<string, CompiledQuery>>();

function insertOf(db: Writer, table: string, columns: readonly string[], size: number): CompiledQuery {
  const adapter = db.sql.getExecutor().adapter;
  let statements = compiled.get(adapter);
  if (statements === undefined) compiled.set(adapter, (statements = new Map<string, CompiledQuery>()));
  const key = `${table} ${size} ${columns.join()}`;
  let statement = statements.get(key);
  if (statement === undefined) {
    const row = Object.fromEntries(columns.map((column) => [column, '']));
    const anyTable = db.sql as unknown as Kysely<Record<string, Record<string, string>>>;
    statement = anyTable
      .insertInto(table)
      .values(Array.from({ length: size }, () => row))
      .compile();
    statements.set(key, statement);
  }
  return statement;
}
