import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { detectEncoding } from './decode-text.ts';
import { UnreadableFileError } from './input-row.ts';
import { csvRecords } from './read-csv.ts';
import { readRows, type FileFormat } from './read-rows.ts';
import { csvBytes } from './write-csv.ts';
import { xlsxBytes, type Cell } from './write-xlsx.ts';
import { serialToText } from './xlsx-workbook.ts';

const folder = await mkdtemp(join(tmpdir(), 'huiliu-files-'));
after(() => rm(folder, { recursive: true }));

test('a file that is none of the three is refused in one line', async () => {
  await assert.rejects(read('xlsx', Buffer.from('not a zip')), UnreadableFileError);
  await assert.rejects(read('xlsx', Buffer.alloc(0)), UnreadableFileError);
  await assert.rejects(read('csv', Buffer.from('')), /must name the columns/);
  await assert.rejects(read('csv', Buffer.from('a,,b\n1,2,3\n')), /column 2 has no name/);
  await assert.rejects(read('csv', Buffer.from('a,b,a\n')), /a: this column is there twice/);
  await assert.rejects(read('csv', Buffer.from('a,b\n"1,2\n')), /row 2 ends inside a quoted cell/);
  await assert.rejects(read('csv', Buffer.from('a,b\n"1"x,2\n')), /row 2 has text after a quoted cell/);
});

test('a row that cannot be read is refused alone', async () => {
  const faults = async (format: 'csv' | 'ndjson', text: string) =>
    (await readFrom(format, Buffer.from(text))).map(({ row, fault }) => [row, fault]);
  assert.deepEqual(await faults('ndjson', '{"a":1}\n[1]\n{"a":\n{"a":2}'), [
    [1, undefined],
    [2, 'is no JSON object'],
    [3, 'is no JSON'],
    [4, undefined],
  ]);
  assert.deepEqual(await faults('csv', 'a,b\n1,2,3\n4,5\n'), [
    [2, 'has 3 cells, the header 2'],
    [3, undefined],
  ]);
});

test('a damaged workbook is refused, wherever it is cut', async () => {
  const whole = await bytesOf(xlsxBytes(['a'], [['1'], ['2']]));
  for (let length = 0; length < whole.length; length += 37) {
    await assert.rejects(read('xlsx', whole.subarray(0, length)), UnreadableFileError);
  }
});

test('csv is read as UTF-8, with a byte-order mark, as GBK, and as UTF-16', async () => {
  const text = '姓名,电话\r\n王小伟,13800138000\r\n';
  const expected = [{ 姓名: '王小伟', 电话: '13800138000' }];
  assert.deepEqual(await read('csv', Buffer.from(text)), expected);
  assert.deepEqual(await read('csv', Buffer.from(`\ufeff${text}`)), expected);
  assert.deepEqual(await read('csv', iconv.encode(text, 'gbk')), expected);
  assert.deepEqual(await read('csv', iconv.encode(text, 'utf-16le', { addBOM: true })), expected);
});

test('a character that is parted between two reads stays whole', async () => {
  const body = `名\n${'汇流'.repeat(200_000)}`;
  const path = await put('csv', Buffer.from(body));
  assert.equal(await detectEncoding(path), 'utf-8');
});

test('semicolons and tabs part cells where the header has them', async () => {
  assert.deepEqual(await read('csv', Buffer.from('a;b\n1;"2;3"\n')), [{ a: '1', b: '2;3' }]);
  assert.deepEqual(await read('csv', Buffer.from('a\tb\n1\t2\n\n')), [{ a: '1', b: '2' }]);
});

test('csv records come out the same however the text is cut', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '汇', ' '), maxLength: 6 });
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 7 }), async (records, size) => {
      const quoted = records
        .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
        .join('\r\n');
      const text = `x,y\r\n${quoted}\r\n`;
      const read: string[][] = [];
      for await (const one of csvRecords(pieces(text, size))) read.push(one);
      assert.deepEqual(read, [['x', 'y'], ...records]);
    }),
  );
});

test('what is written as csv or xlsx is read back the same', async () => {
  const rows: Cell[][] = [
    ['=1+1', '@x', ' 两边 空格 '],
    ['"quoted", comma', 'line\nbreak', "it's"],
    ['', '\u0007_x0007_', '<b>&amp;'],
    ['-5', '+8613800138000', '😀'],
    ["'=1", "''-", "'"],
  ];
  const expected = rows.map(([a, b, c]) => ({ a, b, c }));
  assert.deepEqual(await read('csv', await bytesOf(csvBytes(['a', 'b', 'c'], rows))), expected);
  const text = (await bytesOf(csvBytes(['a', 'b', 'c'], rows))).toString();
  assert.ok(text.startsWith("\ufeffa,b,c\r\n'=1+1,'@x,"));
  assert.deepEqual(await read('xlsx', await bytesOf(xlsxBytes(['a', 'b', 'c'], rows))), expected);
});

test('a long workbook goes on in further sheets, each with the header', async () => {
  const rows = Array.from({ length: 25 }, (_unused, index): Cell[] => [index, `行${index}`]);
  const read = await readFrom('xlsx', await bytesOf(xlsxBytes(['n', 't'], rows, 10)));
  assert.deepEqual(
    read.map(({ values }) => values['n']),
    rows.map(([n]) => String(n)),
  );
  assert.deepEqual(read.map(({ row }) => row).slice(8, 12), [10, 11, 2, 3]);
});

test('days of a spreadsheet become dates', () => {
  assert.equal(serialToText(43_423, false), '2018-11-19');
  assert.equal(serialToText(43_423.5, false), '2018-11-19 12:00:00');
  assert.equal(serialToText(41_961, true), '2018-11-19');
});

test('integers of a line are read digit by digit', async () => {
  const parse = (text: string) =>
    JSON.parse(text, ((_key: string, value: unknown, context?: { source: string }) =>
      typeof value === 'number' ? context!.source : value) as never) as unknown;
  const path = await put('ndjson', Buffer.from('{"id":6470844909275561985}\n\n{"id":2}'));
  const rows = [];
  for await (const row of readRows(path, { format: 'ndjson', parseJson: parse })) rows.push(row);
  assert.deepEqual(rows, [
    { row: 1, values: { id: '6470844909275561985' } },
    { row: 3, values: { id: '2' } },
  ]);
});

let files = 0;

async function put(format: FileFormat, bytes: Buffer): Promise<string> {
  const path = join(folder, `${(files += 1)}.${format}`);
  await writeFile(path, bytes);
  return path;
}

async function readFrom(format: FileFormat, bytes: Buffer) {
  const rows = [];
  const path = await put(format, bytes);
  for await (const row of readRows(path, { format, parseJson: JSON.parse })) rows.push(row);
  return rows;
}

async function read(format: FileFormat, bytes: Buffer) {
  return (await readFrom(format, bytes)).map(({ values }) => ({ ...values }));
}

async function bytesOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of bytes) all.push(chunk);
  return Buffer.concat(all);
}

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  await Promise.resolve();
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
