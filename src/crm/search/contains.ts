import { sql, type Expression, type ReferenceExpression, type SqlBool } from 'kysely';
import type { Database } from '#engines/engine.ts';
import { derived } from '#engines/prepare-forms.ts';

/** The condition that a folded column contains a folded text; the same on both engines. */
export function contains<T extends keyof Database>(
  column: ReferenceExpression<Database, T>,
  folded: string,
): Expression<SqlBool> {
  return isLike(
    column,
    derived(folded, (text) => pattern([text])),
  );
}

/** The condition that a folded column holds all these texts one after the other, none overlapping the one before. */
export function containsInTurn<T extends keyof Database>(
  column: ReferenceExpression<Database, T>,
  texts: readonly string[],
): Expression<SqlBool> {
  return isLike(column, pattern(texts));
}

function isLike<T extends keyof Database>(
  column: ReferenceExpression<Database, T>,
  wanted: string,
): Expression<SqlBool> {
  return sql<SqlBool>`${sql.ref(String(column))} like ${wanted} escape '\\'`;
}

function pattern(texts: readonly string[]): string {
  return `%${texts.map(escaped).join('%')}%`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('%', '\\%').replaceAll('_', '\\_');
}
