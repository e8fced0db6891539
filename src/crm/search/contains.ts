import { sql, type Expression, type ReferenceExpression, type SqlBool } from 'kysely';
import type { Database } from '#engines/engine.ts';

/** The condition that a folded column contains a folded text; the same on both engines. */
export function contains<T extends keyof Database>(
  column: ReferenceExpression<Database, T>,
  folded: string,
): Expression<SqlBool> {
  return containsInTurn(column, [folded]);
}

/** The condition that a folded column holds all these texts one after the other, none overlapping the one before. */
export function containsInTurn<T extends keyof Database>(
  column: ReferenceExpression<Database, T>,
  texts: readonly string[],
): Expression<SqlBool> {
  const pattern = `%${texts.map(escaped).join('%')}%`;
  return sql<SqlBool>`${sql.ref(String(column))} like ${pattern} escape '\\'`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('%', '\\%').replaceAll('_', '\\_');
}
