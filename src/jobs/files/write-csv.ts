import { FORMULA, guardFormula } from './input-row.ts';
import type { Cell } from './write-xlsx.ts';

const CHUNK_CHARACTERS = 64 * 1024;

/** The bytes of a csv file: a byte-order mark for spreadsheets, the header, rows ended by CRLF, texts guarded against formulas. */
export async function* csvBytes(
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
): AsyncGenerator<Buffer> {
  let text = `\ufeff${csvLine(header)}`;
  for await (const row of rows) {
    text += csvLine(row);
    if (text.length >= CHUNK_CHARACTERS) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (!SPECIAL.test(cell)) return cell;
  const text = guardFormula(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Most cells are looked at once. */
const SPECIAL = new RegExp(`${FORMULA.source}|[",\\r\\n]`);
