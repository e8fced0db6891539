import { sql, type RawBuilder } from 'kysely';

/** Where a page ends: the values of its last row in the columns that order the list, the id last. */
export type Position = readonly bigint[];

/** The condition that a row comes after a position, in a list ordered by these columns in one direction. */
export function beyond(columns: readonly string[], position: Position, order: 'asc' | 'desc'): RawBuilder<boolean> {
  const row = sql.join(columns.map((column) => sql.ref(column)));
  return sql<boolean>`(${row}) ${sql.raw(order === 'asc' ? '>' : '<')} (${sql.join(position)})`;
}
