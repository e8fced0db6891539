import { sql, type Expression, type SqlBool } from 'kysely';

/** What a list of companies is ordered by, most significant first; the id always breaks ties. */
export interface OrderTerm {
  readonly by: 'created_at' | 'updated_at' | 'id';
  readonly direction: 'asc' | 'desc';
}

/** Where a page begins: right after a row (or, reading backwards, right before it), by its values of the order's terms. */
export interface PageAnchor {
  readonly side: 'after' | 'before';
  readonly values: readonly (number | bigint)[];
}

export function withTieBreak(order: readonly OrderTerm[]): OrderTerm[] {
  return [...order, { by: 'id', direction: order[0]?.direction ?? 'asc' }];
}

export function reversed(order: readonly OrderTerm[]): OrderTerm[] {
  return order.map(({ by, direction }) => ({ by, direction: direction === 'asc' ? 'desc' : 'asc' }));
}

/** The condition that a row of `table` comes after the given values in the order. */
export function comesAfter(
  order: readonly OrderTerm[],
  values: readonly (number | bigint)[],
  table = 'companies',
): Expression<SqlBool> {
  const columns = order.map(({ by }) => sql.ref(`${table}.${by}`));
  const sameDirection = order.every(({ direction }) => direction === order[0]?.direction);
  if (sameDirection) {
    const beyond = sql.raw(order[0]?.direction === 'asc' ? '>' : '<');
    return sql<SqlBool>`(${sql.join(columns)}) ${beyond} (${sql.join(values)})`;
  }
  const alternatives = order.map(({ direction }, index) => {
    const equal = columns.slice(0, index).map((column, at) => sql`${column} = ${values[at]}`);
    const beyond = sql`${columns[index]} ${sql.raw(direction === 'asc' ? '>' : '<')} ${values[index]}`;
    return sql`(${sql.join([...equal, beyond], sql` and `)})`;
  });
  return sql<SqlBool>`(${sql.join(alternatives, sql` or `)})`;
}
