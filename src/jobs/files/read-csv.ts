import { decodeText, type TextEncoding } from './decode-text.ts';
import { LONGEST_LINE, readHeader, toValues, unguard, UnreadableFileError, type InputRow } from './input-row.ts';

/** The rows of a csv file (RFC 4180; comma, semicolon or tab, whichever the header has most of). Blank lines are passed over. */
export async function* readCsv(path: string, encoding: TextEncoding): AsyncGenerator<InputRow> {
  let names: string[] | undefined;
  let row = 0;
  for await (const cells of csvRecords(decodeText(path, encoding))) {
    row += 1;
    if (cells.length === 1 && cells[0] === '') continue;
    if (names === undefined) {
      names = readHeader(cells);
      continue;
    }
    if (cells.length > names.length && cells.slice(names.length).some((cell) => cell !== '')) {
      yield { row, values: toValues(names, cells), fault: `has ${cells.length} cells, the header ${names.length}` };
      continue;
    }
    yield { row, values: toValues(names, cells.map(unguard)) };
  }
  if (names === undefined) throw new UnreadableFileError('the first row must name the columns');
}

/** Splits csv text that comes in pieces into records of cells, in linear time. */
export async function* csvRecords(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  let delimiter: string | undefined;
  let record = 1;
  for await (const piece of pieces) {
    rest += piece;
    delimiter ??= chooseDelimiter(rest);
    if (delimiter === undefined) {
      if (rest.length > LONGEST_LINE) throw tooLong(1);
      continue;
    }
    const scan = splitRecords(rest, delimiter, false, record);
    yield* scan.records;
    record += scan.records.length;
    rest = rest.slice(scan.end);
    if (rest.length > LONGEST_LINE) throw tooLong(record);
  }
  const last = splitRecords(rest, delimiter ?? chooseDelimiter(`${rest}\n`) ?? ',', true, record);
  yield* last.records;
}

/** The likeliest delimiter of the first line; undefined while that line isn't whole. */
function chooseDelimiter(text: string): string | undefined {
  const end = text.search(/[\r\n]/);
  if (end === -1) return undefined;
  const line = text.slice(0, end).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

interface Scan {
  readonly records: string[][];
  /** Where the text that belongs to no whole record begins. */
  readonly end: number;
}

function splitRecords(text: string, delimiter: string, isLast: boolean, firstRecord: number): Scan {
  const records: string[][] = [];
  let at = 0;
  let end = 0;
  let cells: string[] = [];
  while (at < text.length) {
    const cell = text.charCodeAt(at) === QUOTE ? quotedCell(text, at) : bareCell(text, at, delimiter);
    if (cell === undefined) {
      if (isLast) throw new UnreadableFileError(`row ${firstRecord + records.length} ends inside a quoted cell`);
      break;
    }
    at = cell.end;
    if (at >= text.length && !isLast) break;
    cells.push(cell.text);
    if (text.startsWith(delimiter, at)) {
      at += delimiter.length;
      if (at < text.length || !isLast) continue;
      cells.push('');
    } else if (at < text.length && !isNewline(text.charCodeAt(at))) {
      throw new UnreadableFileError(`row ${firstRecord + records.length} has text after a quoted cell`);
    }
    if (at < text.length) {
      if (text.charCodeAt(at) === CR && at + 1 >= text.length && !isLast) break;
      at += text.startsWith('\r\n', at) ? 2 : 1;
    }
    records.push(cells);
    cells = [];
    end = at;
  }
  return { records, end: isLast ? text.length : end };
}

const QUOTE = 0x22;
const CR = 0x0d;

function isNewline(code: number): boolean {
  return code === 0x0a || code === CR;
}

/** A cell in quotes (`""` stands for one); undefined when its end isn't there. */
function quotedCell(text: string, start: number): { text: string; end: number } | undefined {
  let at = start + 1;
  let hasDoubled = false;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return undefined;
    if (text.charCodeAt(quote + 1) !== QUOTE) {
      const body = text.slice(start + 1, quote);
      return { text: hasDoubled ? body.replaceAll('""', '"') : body, end: quote + 1 };
    }
    hasDoubled = true;
    at = quote + 2;
  }
}

function bareCell(text: string, start: number, delimiter: string): { text: string; end: number } {
  const stop = delimiter.charCodeAt(0);
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === stop || isNewline(code)) break;
    at += 1;
  }
  return { text: text.slice(start, at), end: at };
}

function tooLong(row: number): UnreadableFileError {
  return new UnreadableFileError(`row ${row} is longer than ${LONGEST_LINE} characters; is a quote missing its end?`);
}
