import type { Expression, SqlBool } from 'kysely';
import { contains, containsInTurn } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import { grams, queryGrams, type QueryGrams } from '#crm/search/grams.ts';
import type { AssetColumn } from './asset-table.ts';

type Cells = ReadonlyMap<bigint, string>;

/** Text as cells are compared: folded, and without the control characters that mark columns. */
export function foldCell(text: string): string {
  return fold(text.replaceAll(/[\u0000-\u001f\u007f]/g, ' '));
}

/**
 * The text_key of a row: each cell between its column's marks, of which each stands there once at most; so one comparison
 * tells whether a certain cell, or any, contains a text.
 */
export function rowText(cells: Cells): string {
  let text = '';
  for (const [columnId, cell] of cells) {
    const mark = markOf(columnId);
    text += `${mark}${OPEN}${foldCell(cell)}${mark}${CLOSE}`;
  }
  return text;
}

/** Every token that a row is found by: the grams of its cells, marked with their column. */
export function rowTokens(cells: Cells): string[] {
  const tokens: string[] = [];
  for (const [columnId, cell] of cells) for (const gram of grams(foldCell(cell))) tokens.push(`${columnId}:${gram}`);
  return tokens;
}

/** The tokens of rows whose cell of the column contains the folded text. */
export function columnTokens(column: AssetColumn, folded: string): QueryGrams {
  const query = queryGrams(folded);
  return { ...query, tokens: query.tokens.map((token) => `${column.id}:${token}`) };
}

/** The condition that the cell of the column contains the folded text. */
export function cellContains(column: AssetColumn, folded: string): Expression<SqlBool> {
  const mark = markOf(column.id);
  return containsInTurn<'asset_rows'>('asset_rows.text_key', [mark + OPEN, folded, mark + CLOSE]);
}

/** The condition that a row has a cell of the column that isn't empty. */
export function hasCell(columnId: bigint): Expression<SqlBool> {
  return contains<'asset_rows'>('asset_rows.text_key', markOf(columnId) + OPEN);
}

/** The condition that any cell contains the folded text; it holds no mark, so it can't reach from one cell to the next. */
export function anyCellContains(folded: string): Expression<SqlBool> {
  return contains<'asset_rows'>('asset_rows.text_key', folded);
}

const START = '\u0001';
const OPEN = '\u000e';
const CLOSE = '\u000f';

/** The column's number in base 6, by the control characters 2 to 7. */
function markOf(columnId: bigint): string {
  const digits = [...columnId.toString(6)].map((digit) => String.fromCharCode(2 + Number(digit)));
  return START + digits.join('');
}
