import { posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { Parser } from 'htmlparser2';
import { UnreadableFileError } from './input-row.ts';
import type { ZipReader } from './read-zip.ts';

/** What must be known of a workbook before its sheets are read. */
export interface Workbook {
  /** Zip parts of the sheets, in the order of their tabs. */
  readonly sheets: readonly string[];
  /** Dates count from 1904 rather than 1900. */
  readonly from1904: boolean;
  isDate(style: number): boolean;
}

export async function readWorkbook(zip: ZipReader): Promise<Workbook> {
  const ids: string[] = [];
  let from1904 = false;
  await eachTag(zip, 'xl/workbook.xml', (name, attributes) => {
    if (name === 'sheet') ids.push(attributes['r:id'] ?? attributes['id'] ?? '');
    if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
  });
  const targets = new Map<string, string>();
  await eachTag(zip, 'xl/_rels/workbook.xml.rels', (name, attributes) => {
    if (name !== 'Relationship') return;
    const target = attributes['Target'] ?? '';
    targets.set(attributes['Id'] ?? '', target.startsWith('/') ? target.slice(1) : posix.join('xl', target));
  });
  const sheets = ids.map((id) => targets.get(id)).filter((part) => part !== undefined && zip.names.has(part));
  if (sheets.length === 0) throw new UnreadableFileError('the workbook has no sheet');
  const dates = await readDateStyles(zip);
  return { sheets: sheets as string[], from1904, isDate: (style) => dates[style] ?? false };
}

/** By the number of a cell's style: whether it shows its number as a date or time. */
async function readDateStyles(zip: ZipReader): Promise<boolean[]> {
  const dates: boolean[] = [];
  if (!zip.names.has('xl/styles.xml')) return dates;
  const own = new Map<number, string>();
  let inCellFormats = false;
  await eachTag(
    zip,
    'xl/styles.xml',
    (name, attributes) => {
      if (name === 'numFmt') own.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) dates.push(isDateFormat(Number(attributes['numFmtId'] ?? 0), own));
    },
    (name) => {
      if (name === 'cellXfs') inCellFormats = false;
    },
  );
  return dates;
}

function isDateFormat(id: number, own: ReadonlyMap<number, string>): boolean {
  const code = own.get(id);
  if (code !== undefined) return /[ymdhs年月日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

const MS_PER_DAY = 86_400_000;
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** A spreadsheet's day number as `YYYY-MM-DD`, with ` HH:mm:ss` unless it is midnight. */
export function serialToText(serial: number, from1904: boolean): string {
  const at = new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(serial * 86_400) * 1000);
  if (Number.isNaN(at.getTime())) return '';
  const iso = at.toISOString();
  return at.getTime() % MS_PER_DAY === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

const LONGEST_PART = 32 * 1024 * 1024;

async function eachTag(
  zip: ZipReader,
  part: string,
  open: (name: string, attributes: Readonly<Record<string, string>>) => void,
  close: (name: string) => void = () => {},
): Promise<void> {
  const stream = await zip.read(part);
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LONGEST_PART) stream.destroy(new UnreadableFileError(`${part}: this part is too large`));
  });
  const parser = new Parser(
    {
      onopentag: (name, attributes) => open(name.slice(name.indexOf(':') + 1), attributes),
      onclosetag: (name) => close(name.slice(name.indexOf(':') + 1)),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(await text(stream));
}
