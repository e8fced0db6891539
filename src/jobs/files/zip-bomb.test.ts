import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { UnreadableFileError } from './input-row.ts';
import { readXlsx } from './read-xlsx.ts';
import { zipBytes } from './write-zip.ts';

const folder = await mkdtemp(join(tmpdir(), 'zip-bomb-'));
after(() => rm(folder, { recursive: true }));

const MIB = 1024 * 1024;
const MOST_MEMORY = 200 * MIB;

function* repeated(head: string, unit: string, bytes: number): Generator<Buffer> {
  yield Buffer.from(head);
  const block = Buffer.from(unit.repeat(Math.ceil(MIB / unit.length)));
  for (let sent = 0; sent < bytes; sent += block.length) yield block;
}

const sheet = '<worksheet><sheetData><row r="1"><c t="str"><v>name</v></c></row>';
const plain = {
  'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="s.xml"/></Relationships>',
  'xl/s.xml': `${sheet}</sheetData></worksheet>`,
};

/** A workbook in which one part is as given. */
async function workbook(part: string, content: Iterable<Buffer>): Promise<string> {
  const path = join(folder, `${part.replaceAll('/', '-')}.xlsx`);
  const members = Object.entries({ ...plain, [part]: '' }).map(([name, text]) => ({
    name,
    content: name === part ? content : [Buffer.from(text)],
  }));
  const bytes: Buffer[] = [];
  for await (const chunk of zipBytes(members)) bytes.push(chunk);
  await writeFile(path, Buffer.concat(bytes));
  return path;
}

const bombs: Readonly<Record<string, readonly [part: string, content: () => Iterable<Buffer>]>> = {
  'a sheet of endless rows': [
    'xl/s.xml',
    () => repeated(sheet, `<row><c t="str"><v>${'a'.repeat(10_000)}</v></c></row>`, 60 * MIB),
  ],
  'a sheet that is one tag': ['xl/s.xml', () => repeated(`${sheet}<row a="`, 'a', 60 * MIB)],
  'a sheet with a comment without end': ['xl/s.xml', () => repeated(`${sheet}<!--`, 'a', 60 * MIB)],
  'a cell without end': ['xl/s.xml', () => repeated(`${sheet}<row><c t="str"><v>`, '中', 60 * MIB)],
  'one shared text': ['xl/sharedStrings.xml', () => repeated('<sst><si><t>', 'a', 60 * MIB)],
  'many shared texts': ['xl/sharedStrings.xml', () => repeated('<sst>', '<si><t>abc</t></si>', 60 * MIB)],
  'styles without end': ['xl/styles.xml', () => repeated('<styleSheet>', '<xf/>', 60 * MIB)],
};

for (const [name, [part, content]] of Object.entries(bombs)) {
  test(`a small file that expands to ${name} is refused before it fills memory`, async () => {
    const path = await workbook(part, content());
    const before = process.memoryUsage.rss();
    let most = before;
    await assert.rejects(async () => {
      for await (const row of readXlsx(path)) {
        if (row.row % 10_000 === 0) most = Math.max(most, process.memoryUsage.rss());
      }
    }, UnreadableFileError);
    most = Math.max(most, process.memoryUsage.rss());
    assert.ok(most - before < MOST_MEMORY, `${Math.round((most - before) / MIB)} MiB`);
  });
}

test('a directory that names more than the file holds is refused', async () => {
  const path = join(folder, 'cut.xlsx');
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0x7fffffff, 12);
  await writeFile(path, end);
  await assert.rejects(async () => {
    for await (const row of readXlsx(path)) void row;
  }, UnreadableFileError);
});
