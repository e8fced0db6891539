import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { engineNames, makePlace, stopOwnPostgres } from '#testing/engines.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf } from '#testing/run-huiliu.ts';

after(stopOwnPostgres);

for (const name of engineNames) {
  test(`a place without a store is told by commands that look for one, and nothing is made there (${name})`, async () => {
    await using place = await makePlace(name, { bare: true });
    const env = environmentOf(place);
    const backup = join(place.folder, 'backup');
    for (const command of [
      ['tenant', 'list'],
      ['doctor'],
      ['backup', backup],
      ['export', 'customers', '--tenant', 'a'],
      ['generate', '--tenant', 'a', '--customers', '1'],
    ]) {
      const { status, stderr } = await runHere(command, env);
      assert.equal(status, 1, command.join(' '));
      assert.match(stderr, /^huiliu: there is no store in [^\n]*HUILIU_DATA[^\n]*tenant add[^\n]*\n$/);
    }
    assert.deepEqual(await readdir(place.folder), []);
    assert.equal((await runHere(['tenant', 'add', '--code', 'a', '--name', 'a'], env)).status, 0);
    assert.equal((await runHere(['doctor'], env)).status, 0);
  });
}

test('a store and its backup are for their user alone, whoever may come to their folders', async () => {
  await using place = await makePlace('sqlite');
  const backup = join(place.folder, 'backup');
  await chmod(place.folder, 0o755);
  await mkdir(backup, { mode: 0o755 });
  const env = environmentOf(place);
  assert.equal((await runHere(['tenant', 'add', '--code', 'a', '--name', 'a'], env)).status, 0);
  assert.equal((await runHere(['backup', backup], env)).status, 0);
  for (const file of [join(place.folder, 'huiliu.db'), join(backup, 'huiliu.db')]) {
    assert.equal((await stat(file)).mode & 0o077, 0, file);
  }
});

describe("the key's file", () => {
  test('is made with the store; one that is gone, or another, is told by its name and not made anew', async () => {
    await using place = await makePlace('sqlite');
    const env = environmentOf(place, { HUILIU_KEY: '' });
    const file = join(place.folder, 'key');
    assert.equal((await runHere(['tenant', 'add', '--code', 'a', '--name', 'a'], env)).status, 0);
    await rm(file);
    const gone = await runHere(['tenant', 'list'], env);
    assert.equal(gone.status, 1);
    assert.equal(gone.stderr.startsWith(`huiliu: ${file} is gone`), true, gone.stderr);
    assert.match(gone.stderr, /put it back, or give it in HUILIU_KEY\n$/);
    await writeFile(file, 'ab'.repeat(32));
    const other = await runHere(['tenant', 'list'], env);
    assert.equal(other.stderr.startsWith(`huiliu: ${file} can't open this store`), true, other.stderr);
  });
});
