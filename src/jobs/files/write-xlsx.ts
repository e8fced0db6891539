import { zipBytes, type ZipMember } from './write-zip.ts';

/** A text, a number, or nothing. Texts are stored as texts: no spreadsheet runs one as a formula. */
export type Cell = string | number | null;

/** A sheet holds 1,048,576 rows, the header among them. */
const MOST_ROWS = 1_048_575;
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * The bytes of a workbook, made as the rows come and never held: a new sheet, with the header again, when one is full.
 * @param rowsPerSheet for tests
 */
export async function* xlsxBytes(
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
  rowsPerSheet = MOST_ROWS,
): AsyncGenerator<Buffer> {
  yield* zipBytes(members(header, rows, rowsPerSheet));
}

async function* members(
  header: readonly string[],
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
  rowsPerSheet: number,
): AsyncGenerator<ZipMember> {
  const source = createSource(rows);
  let sheets = 0;
  do {
    sheets += 1;
    yield { name: `xl/worksheets/sheet${sheets}.xml`, content: sheetXml(header, source, rowsPerSheet) };
  } while (await source.hasMore());
  for (const [name, xml] of frame(sheets)) yield { name, content: [Buffer.from(xml)] };
}

interface Source {
  hasMore(): Promise<boolean>;
  next(): Promise<readonly Cell[] | undefined>;
}

/** The rows one by one, with a look ahead. */
function createSource(rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>): Source {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let ahead: IteratorResult<readonly Cell[], unknown> | undefined;
  const peek = async () => (ahead ??= await iterator.next());
  return {
    hasMore: async () => (await peek()).done !== true,
    async next() {
      const result = await peek();
      if (result.done === true) return undefined;
      ahead = undefined;
      return result.value;
    },
  };
}

async function* sheetXml(header: readonly string[], source: Source, rowsPerSheet: number): AsyncGenerator<Buffer> {
  let xml = `${XML}<worksheet xmlns="${MAIN}"><sheetData>${rowXml(header)}`;
  for (let count = 0; count < rowsPerSheet; count += 1) {
    const row = await source.next();
    if (row === undefined) break;
    xml += rowXml(row);
    if (xml.length >= CHUNK_CHARACTERS) {
      yield Buffer.from(xml);
      xml = '';
    }
  }
  yield Buffer.from(`${xml}</sheetData></worksheet>`);
}

function rowXml(cells: readonly Cell[]): string {
  let xml = '<row>';
  for (const cell of cells) {
    if (cell === null || cell === '') xml += '<c/>';
    else if (typeof cell === 'number') xml += `<c><v>${cell}</v></c>`;
    else xml += `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
  }
  return `${xml}</row>`;
}

/** XML has no place for most control characters; a spreadsheet writes them as `_x0007_`, and `_` before such text as `_x005F_`. */
function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>]/g, (character) => ENTITIES[character]!)
    .replace(CONTROLS, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
// oxlint-disable-next-line no-control-regex -- these are what must be found
const CONTROLS = /[\u0000-\u0008\u000b\u000c\r\u000e-\u001f\ufffe\uffff]/g;
// oxlint-disable-next-line no-control-regex -- these are what must be found
const SPECIAL = /[&<>\u0000-\u0008\u000b\u000c\r\u000e-\u001f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_/;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts around the sheets. */
function frame(sheets: number): [string, string][] {
  const numbers = Array.from({ length: sheets }, (_unused, index) => index + 1);
  const override = (part: string, kind: string) => `<Override PartName="/${part}" ContentType="${TYPES}.${kind}+xml"/>`;
  return [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        override('xl/workbook.xml', 'sheet.main') +
        numbers.map((n) => override(`xl/worksheets/sheet${n}.xml`, 'worksheet')).join('') +
        '</Types>',
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
        `<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>` +
        numbers.map((n) => `<sheet name="Sheet${n}" sheetId="${n}" r:id="rId${n}"/>`).join('') +
        '</sheets></workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
        numbers
          .map((n) => `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
          .join('') +
        '</Relationships>',
    ],
  ];
}
