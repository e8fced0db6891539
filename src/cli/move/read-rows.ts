import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '#crm/store.ts';
import type { TableLayout } from './read-layout.ts';

/** A row as its texts by column; null is null. Equal on both stores when the row is. */
export type TextRow = Readonly<Record<string, string | null>>;

export interface Range {
  /** The tenant, where the table's key begins with one. */
  readonly tenantId: bigint | undefined;
  /** Only rows whose key is greater than this row's … */
  readonly after: TextRow | undefined;
  /** … and at most this row's. */
  readonly upTo?: TextRow | undefined;
}

/** Rows of a range in the order of the key, each value as text. */
export async function readRows(db: Reader, table: TableLayout, range: Range, limit: number): Promise<TextRow[]> {
  const { after, upTo, tenantId } = range;
  const rest = tenantId === undefined ? table.key : table.key.slice(1);
  const conditions: RawBuilder<unknown>[] = [sql`1 = 1`];
  if (tenantId !== undefined) conditions.push(sql`${sql.ref(table.key[0]!)} = ${tenantId}`);
  const key = sql`(${sql.join(rest.map((column) => sql.ref(column)))})`;
  const values = (row: TextRow) => sql`(${sql.join(rest.map((column) => valueOf(table, column, row)))})`;
  if (after !== undefined && rest.length > 0) conditions.push(sql`${key} > ${values(after)}`);
  if (upTo !== undefined && rest.length > 0) conditions.push(sql`${key} <= ${values(upTo)}`);
  const statement = sql<Record<string, bigint | number | string | null>>`
    select ${sql.join(table.columns.map(({ name }) => sql.ref(name)))} from ${sql.table(table.name)}
     where ${sql.join(conditions, sql` and `)}
     order by ${sql.join(table.key.map((column) => sql.ref(column)))} limit ${limit}`;
  const { rows } = await statement.execute(db.sql as unknown as Parameters<typeof statement.execute>[0]);
  return rows.map(toTexts);
}

function valueOf(table: TableLayout, column: string, row: TextRow): RawBuilder<unknown> {
  const text = row[column]!;
  return table.columns.find(({ name }) => name === column)!.type === 'bigint' ? sql`${BigInt(text)}` : sql`${text}`;
}

function toTexts(row: Record<string, bigint | number | string | null>): TextRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]));
}

/** What tells a row of the table from the others. */
export function keyOf(table: TableLayout, row: TextRow): string {
  return JSON.stringify(table.key.map((column) => row[column]));
}

export function sameRow(a: TextRow, b: TextRow): boolean {
  return Object.keys(a).every((name) => a[name] === b[name]);
}
