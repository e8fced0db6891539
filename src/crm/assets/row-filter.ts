import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { CrmError } from '#crm/errors.ts';
import { checkText } from '#crm/text-rules.ts';
import type { Caller } from '#crm/store.ts';
import type { Database, TokenClause } from '#engines/engine.ts';
import type { AssetColumn, AssetTable } from './asset-table.ts';
import type { RowOwner } from './row-owner.ts';
import { anyCellContains, cellContains, columnTokens, foldCell } from './row-text.ts';

/** Which rows of a table a list asks for; every condition must hold. */
export interface RowFilter {
  /** The column's cell contains the text: any case, full Unicode; an empty text asks for nothing. */
  readonly cells?: readonly { readonly column: AssetColumn; readonly text: string }[];
  /** Every word, parted by blanks, is in some cell. */
  readonly search?: string;
  readonly owner?: RowOwner;
}

type Where = Expression<SqlBool>;

/** A text condition in three forms: for the gram index, for the row itself, and whether the index alone decides. */
export interface TextCondition {
  readonly clause: TokenClause;
  readonly holds: Where;
  readonly exact: boolean;
}

const LONGEST_TEXT = 1000;
const MOST_WORDS = 10;
/** Of a word, which is looked for in every column, over all of them: more would cost more than the few rows that they rule out. */
const MOST_TOKENS = 160;

/** The filter's conditions on texts. Raises `too_long` and `invalid` for what no store could look for. */
export function textConditions(table: AssetTable, filter: RowFilter): TextCondition[] {
  const conditions: TextCondition[] = [];
  for (const { column, text } of filter.cells ?? []) {
    const folded = foldCell(checkText(column.key, text, LONGEST_TEXT));
    if (folded === '') continue;
    const { tokens, exact } = columnTokens(column, folded);
    conditions.push({ clause: [tokens], exact, holds: cellContains(column, folded) });
  }
  const words = new Set(foldCell(checkText('search', filter.search ?? '', LONGEST_TEXT)).split(' '));
  words.delete('');
  if (words.size > MOST_WORDS)
    throw new CrmError('invalid', { field: 'search', reason: `more than ${MOST_WORDS} words` });
  const each = Math.max(1, Math.floor(MOST_TOKENS / table.columns.length));
  for (const word of words) {
    const queries = table.columns.map((column) => columnTokens(column, word));
    conditions.push({
      clause: queries.map((query) => query.tokens.slice(0, each)),
      exact: queries.every((query) => query.exact),
      holds: anyCellContains(word),
    });
  }
  return conditions;
}

/** The conditions on rows of `asset_rows` besides those on texts. */
export function rowConditions(who: Caller, table: AssetTable, { owner }: RowFilter): Where[] {
  const eb = expressionBuilder<Database, 'asset_rows'>();
  const all: Where[] = [eb('asset_rows.tenant_id', '=', who.tenantId), eb('asset_rows.table_id', '=', table.id)];
  if (owner !== undefined) {
    all.push(eb('asset_rows.owner_type', '=', owner.type), eb('asset_rows.owner', '=', owner.id));
  }
  return all;
}
