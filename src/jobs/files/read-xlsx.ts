import type { Readable } from 'node:stream';
import { Parser } from 'htmlparser2';
import { LONGEST_LINE, MOST_COLUMNS, readHeader, toValues, UnreadableFileError, type InputRow } from './input-row.ts';
import { openZip, type ZipReader } from './read-zip.ts';
import { createStringPool, type StringPool } from './string-pool.ts';
import { readWorkbook, serialToText, type Workbook } from './xlsx-workbook.ts';

/**
 * The rows of a workbook: those of its first sheet, and of later sheets with the same header (a long export goes on
 * there). Texts are streamed; only the shared strings stay in memory. Date cells become `YYYY-MM-DD HH:mm:ss`.
 */
export async function* readXlsx(path: string): AsyncGenerator<InputRow> {
  const zip = await openZip(path);
  const workbook = await readWorkbook(zip);
  const strings = await readSharedStrings(zip);
  let header: string | undefined;
  for (const part of workbook.sheets) {
    let names: string[] | undefined;
    for await (const { row, cells } of sheetRows(await zip.read(part), workbook, strings)) {
      if (cells.every((cell) => cell === '')) continue;
      if (names === undefined) {
        if (header !== undefined && cells.join('\0') !== header) break;
        names = readHeader(cells);
        header ??= cells.join('\0');
        continue;
      }
      if (cells.slice(names.length).some((cell) => cell !== '')) {
        yield { row, values: toValues(names, cells), fault: `has ${cells.length} cells, the header ${names.length}` };
        continue;
      }
      yield { row, values: toValues(names, cells) };
    }
    if (header === undefined) throw new UnreadableFileError('the first row must name the columns');
  }
}

interface SheetRow {
  readonly row: number;
  readonly cells: readonly string[];
}

async function* sheetRows(xml: Readable, workbook: Workbook, strings: StringPool): AsyncGenerator<SheetRow> {
  let rows: SheetRow[] = [];
  let number = 0;
  let cells: string[] = [];
  let column = 0;
  let type = '';
  let style = 0;
  let text = '';
  let takesText = false;
  yield* parseXml(
    xml,
    {
      open(name, attributes) {
        if (name === 'row') {
          number = attributes['r'] === undefined ? number + 1 : Number(attributes['r']);
          cells = [];
          column = 0;
        } else if (name === 'c') {
          column = attributes['r'] === undefined ? column + 1 : columnNumber(attributes['r']);
          if (column > MOST_COLUMNS) throw new UnreadableFileError(`more than ${MOST_COLUMNS} columns`);
          type = attributes['t'] ?? 'n';
          style = Number(attributes['s'] ?? 0);
          text = '';
        } else if (name === 'v' || name === 't') {
          takesText = true;
        } else if (name === 'rPh') {
          type = 'phonetic';
        }
      },
      text(piece) {
        if (!takesText || type === 'phonetic') return;
        text += piece;
        if (text.length > LONGEST_LINE) throw new UnreadableFileError(`row ${number} is too long`);
      },
      close(name) {
        if (name === 'v' || name === 't') takesText = false;
        else if (name === 'c') {
          while (cells.length < column - 1) cells.push('');
          cells[column - 1] = unescapeControls(cellText(text, type, style, workbook, strings));
        } else if (name === 'row') rows.push({ row: number, cells });
      },
    },
    () => {
      const ready = rows;
      rows = [];
      return ready;
    },
  );
}

function cellText(text: string, type: string, style: number, workbook: Workbook, strings: StringPool): string {
  if (type === 's') return strings.get(Number(text));
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type === 'e') return '';
  if (type !== 'n' || text === '') return text;
  if (workbook.isDate(style)) return serialToText(Number(text), workbook.from1904);
  // A spreadsheet writes 13800138001 as 1.3800138001E10; beyond 15 digits it has rounded, which an id must not hide.
  if (!/[eE]/.test(text)) return text;
  const value = Number(text);
  return Math.abs(value) < 1e15 ? String(value) : text;
}

/** A spreadsheet writes characters that XML has no place for as `_x0007_`. */
function unescapeControls(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** `BC12` stands in column 55. */
function columnNumber(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const code = reference.charCodeAt(i);
    if (code < 0x41 || code > 0x5a) break;
    column = column * 26 + code - 0x40;
  }
  return column;
}

async function readSharedStrings(zip: ZipReader): Promise<StringPool> {
  const pool = createStringPool();
  if (!zip.names.has('xl/sharedStrings.xml')) return pool;
  let text = '';
  let takesText = false;
  let inPhonetic = false;
  const handlers: XmlHandlers = {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') takesText = !inPhonetic;
      else if (name === 'rPh') inPhonetic = true;
    },
    text(piece) {
      if (!takesText) return;
      text += piece;
      if (text.length > LONGEST_LINE) throw new UnreadableFileError('a text is too long');
    },
    close(name) {
      if (name === 't') takesText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') pool.add(text);
    },
  };
  for await (const nothing of parseXml(await zip.read('xl/sharedStrings.xml'), handlers, () => [])) void nothing;
  return pool;
}

interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(piece: string): void;
  close(name: string): void;
}

/** Feeds a stream of XML to handlers and yields what they made of each piece, so that a slow reader holds it up. */
async function* parseXml<T>(xml: Readable, handlers: XmlHandlers, ready: () => T[]): AsyncGenerator<T> {
  let told = true;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        told = true;
        handlers.open(bare(name), attributes);
      },
      ontext(piece) {
        told = true;
        handlers.text(piece);
      },
      onclosetag: (name) => handlers.close(bare(name)),
    },
    { xmlMode: true, decodeEntities: true },
  );
  const decoder = new TextDecoder();
  try {
    let untold = 0;
    for await (const chunk of xml) {
      told = false;
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      // The parser holds a tag or a comment until it ends.
      untold = told ? 0 : untold + (chunk as Buffer).length;
      if (untold > LONGEST_LINE) throw new UnreadableFileError('a tag is too long');
      yield* ready();
    }
  } catch (error) {
    if (isZlibError(error)) throw new UnreadableFileError('the file is damaged');
    throw error;
  }
  parser.end(decoder.decode());
  yield* ready();
}

/** Some writers put every name into a namespace: `x:row`. */
function bare(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}
