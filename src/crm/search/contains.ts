import { sql, type Expression, type ReferenceExpression, type SqlBool } from 'kysely';
import type { Database } from '#engines/engine.ts';

/** The condition that a folded column contains a folded text; the same on both engines. */
export function contains<T extends keyof Database>(
  column: ReferenceExpression<Database, T>,
  folded: string,
): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(String(column))} like ${likePattern(folded)} escape '\\'`;
}

function likePattern(text: string): string {
  return `%${text.replaceAll('\\', '\\\\').replaceAll('%', '\\%').replaceAll('_', '\\_')}%`;
}
