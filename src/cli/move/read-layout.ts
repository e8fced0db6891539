import { CompiledQuery } from 'kysely';
import type { Reader } from '#crm/store.ts';

/** A table as both stores have it. */
export interface TableLayout {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: 'bigint' | 'text' }[];
  /** Its primary key, in order; the tenant first, where it has one. */
  readonly key: readonly string[];
}

/** The tables of the target, but for its own record of migrations and the gram indexes, which are made anew. */
export async function readLayout(target: Reader): Promise<TableLayout[]> {
  const columns = await rowsOf<{ table_name: string; column_name: string; data_type: string }>(
    target,
    `SELECT table_name, column_name, data_type FROM information_schema.columns
      WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`,
  );
  const keys = await rowsOf<{ table_name: string; column_name: string }>(
    target,
    `SELECT c.relname AS table_name, a.attname AS column_name
       FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
       JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
       JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
      WHERE i.indisprimary ORDER BY c.relname, k.place`,
  );
  const names = [...new Set(columns.map((column) => column.table_name))];
  return names
    .filter((name) => !/_(search|listed)$/.test(name) && name !== 'huiliu_migrations')
    .map((name) => ({
      name,
      columns: columns
        .filter((column) => column.table_name === name)
        .map((column) => ({ name: column.column_name, type: column.data_type === 'bigint' ? 'bigint' : 'text' })),
      key: keys.filter((column) => column.table_name === name).map((column) => column.column_name),
    }));
}

async function rowsOf<Row>(db: Reader, text: string): Promise<Row[]> {
  return (await db.sql.executeQuery<Row>(CompiledQuery.raw(text))).rows;
}
