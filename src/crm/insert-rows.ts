import type { Insertable } from 'kysely';
import type { Writer } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';

/** Inserts many rows of one table. Every row has the columns of the first, and each is a plain value. */
export async function insertRows<T extends keyof Database>(
  db: Writer,
  table: T,
  rows: readonly Insertable<Database[T]>[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]!) as (keyof Insertable<Database[T]>)[];
  const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
  await insertColumns(db, table, columns);
}

/**
 * The same for rows that are there by columns: of each column the values of all rows. Columns in which none has anything are
 * left out: binding what a new record is yet without costs more than the rest of it.
 */
export async function insertColumns(
  db: Writer,
  table: keyof Database,
  columns: Readonly<Record<string, readonly unknown[]>>,
): Promise<void> {
  const given = Object.entries(columns).filter(([, values]) => values.some((one) => one !== null));
  await db.insertMany(table, Object.fromEntries(given));
}
