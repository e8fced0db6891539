import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from './make-folder.ts';

test('makes a folder and those that it lies in, for this user alone, and leaves one that is there', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'make-folder-'));
  t.after(() => rm(root, { recursive: true }));
  const deep = join(root, 'a', 'b', 'c');
  makeFolder(deep);
  makeFolder(deep);
  assert.equal((await stat(deep)).mode & 0o777, 0o700);
  await writeFile(join(root, 'file'), '');
  assert.throws(() => makeFolder(join(root, 'file')), { code: 'EEXIST' });
  assert.throws(() => makeFolder(join(root, 'file', 'below')), { code: 'ENOTDIR' });
});

test('gives up where nobody may make folders', () => {
  assert.throws(() => makeFolder('/proc/huiliu'), { code: 'ENOENT' });
  assert.throws(() => makeFolder('/proc/huiliu/below'), { code: 'ENOENT' });
});
