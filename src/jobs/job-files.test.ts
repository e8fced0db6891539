import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { FileTooLargeError, findJobFile, jobFolder, purgeJobFiles, writeJobFile } from './job-files.ts';

const data = await mkdtemp(join(tmpdir(), 'huiliu-jobs-'));
after(() => rm(data, { recursive: true }));

test('a file that is too large, or whose content breaks off, leaves nothing behind', async () => {
  const folder = jobFolder(data);
  await assert.rejects(writeJobFile(folder, 'a', Readable.from([Buffer.alloc(11)]), 10), FileTooLargeError);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('x');
      throw await Promise.resolve(new Error('gone'));
    })(),
  );
  await assert.rejects(writeJobFile(folder, 'b', broken), /gone/);
  assert.deepEqual(await readdir(folder), []);
  assert.equal(await findJobFile(folder, 'a'), null);
});

test('files are purged a week after they were written', async () => {
  const folder = jobFolder(data);
  assert.equal(await writeJobFile(folder, 'old', Readable.from([Buffer.from('12')])), 2);
  await writeJobFile(folder, 'new', Readable.from([Buffer.from('3')]));
  const past = new Date(Date.now() - 8 * 86_400_000);
  await utimes(join(folder, 'old'), past, past);
  await purgeJobFiles(data);
  assert.deepEqual(await readdir(folder), ['new']);
});

test('a folder that was never made has nothing to be purged', async () => {
  await purgeJobFiles(join(data, 'nowhere'));
});
