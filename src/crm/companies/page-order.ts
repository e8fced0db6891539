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

/** The order in which rows are read: the list's, turned round when they are read backwards. */
export function readingOrder(order: readonly OrderTerm[], side: PageAnchor['side']): OrderTerm[] {
  const forward = withTieBreak(order);
  if (side === 'after') return forward;
  return forward.map(({ by, direction }) => ({ by, direction: direction === 'asc' ? 'desc' : 'asc' }));
}

/** An order as a word, such as `created_at desc,id desc`: statements are prepared once for each. */
export function orderWord(order: readonly OrderTerm[]): string {
  return order.map(({ by, direction }) => `${by} ${direction}`).join();
}

export function orderOfWord(word: string): OrderTerm[] {
  return word.split(',').map((term) => {
    const [by, direction] = term.split(' ');
    return { by, direction } as OrderTerm;
  });
}

/** The condition that a row of `table` comes after the given values in the order. */
export function comesAfter(
  order: readonly OrderTerm[],
  values: readonly (number | bigint)[],
  table: string,
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
