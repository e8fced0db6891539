import assert from 'node:assert/strict';
import { mkdir, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { engineNames, makePlace, type Place } from '#testing/engines.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf, type Ran, runHuiliu } from '#testing/run-huiliu.ts';

interface Manifest {
  readonly rows: Record<string, number>;
  readonly files: readonly { readonly name: string }[];
}

onEachEngine('backup and restore', (boot) => {
  let at: TestStore;
  let target: Place;
  let folder: string;

  before(async () => {
    at = await boot.store();
    target = await makePlace(at.place.name);
    folder = join(at.place.folder, 'backups', 'one');
    await runHere(['generate', '--tenant', at.tenantCode, '--customers', '300'], environmentOf(at.place));
  });
  after(() => target[Symbol.asyncDispose]());

  const here = (...args: string[]): Promise<Ran> => runHere(args, environmentOf(at.place));
  const there = (...args: string[]): Promise<Ran> => runHere(args, environmentOf(target));

  function failed(ran: Ran, message: RegExp): void {
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, message);
    assert.equal(ran.stderr.trim().split('\n').length, 1);
  }

  test('a folder that holds anything is not overwritten, and what is no backup is not restored', async () => {
    const full = join(at.place.folder, 'full');
    await mkdir(full);
    await writeFile(join(full, 'x'), 'x');
    failed(await here('backup', full), /is not empty/);
    failed(await there('restore', full), /is no backup/);
    failed(await there('restore', join(full, 'nowhere'), '--check'), /is no backup/);
    assert.equal((await here('backup')).status, 2);
  });

  test('a copy made while others write is whole, verified, and equal to one moment of the store', async () => {
    const { store, admin } = at;
    let writing = true;
    const writers = (async () => {
      for (let i = 0; writing; i += 1) {
        const phones = { kind: 'all' as const, contents: [`1770000${String(i).padStart(5, '0')}`] };
        await store.write((db) => createCustomer(db, admin, { name: `写 ${i}`, phones }));
      }
    })();
    const { status, stdout, stderr } = await runHuiliu(['backup', folder, '--json'], environmentOf(at.place));
    writing = false;
    await writers;
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const manifest = JSON.parse(stdout) as Manifest;
    assert.ok(manifest.rows['customers']! >= 300);
    assert.deepEqual(
      [...manifest.files.map(({ name }) => name), 'manifest.json'].sort(),
      (await readdir(folder)).sort(),
    );
    assert.equal((await here('backup', folder, '--verify')).status, 0);
    const check = await there('restore', folder, '--check', '--json');
    assert.equal((JSON.parse(check.stdout) as { sound: boolean }).sound, true);
  });

  test('a backup that is stopped leaves nothing, and the next one into the same folder is whole', async () => {
    const broken = join(at.place.folder, 'backups', 'broken off');
    const ran = await runHere(['backup', broken], environmentOf(at.place), AbortSignal.abort());
    failed(ran, /^huiliu: stopped: nothing is left in .*broken off\n$/);
    assert.deepEqual(await readdir(broken), []);
    assert.equal((await here('backup', broken)).status, 0);
    assert.equal((await here('backup', broken, '--verify')).status, 0);
  });

  test('a backup is verified wherever it lies, without a store', async () => {
    const nowhere = join(at.place.folder, 'nowhere');
    const ran = await runHere(['restore', folder, '--check'], { HUILIU_DATA: nowhere });
    assert.equal(ran.stderr, '');
    assert.match(ran.stdout, /is sound: \d+ files? with \d+ rows/);
    await assert.rejects(readdir(nowhere), { code: 'ENOENT' });
  });

  test('a backup of the other engine is told where it can be restored, and leaves nothing', async () => {
    const other = engineNames.find((name) => name !== at.place.name)!;
    await using place = await makePlace(other, { bare: true });
    failed(await runHere(['restore', folder], environmentOf(place)), /is restored to [^\n]*HUILIU_DATABASE_URL/);
    assert.deepEqual(await readdir(place.folder), []);
  });

  test('a restore that is stopped leaves an empty store', async () => {
    const ran = await runHere(['restore', folder], environmentOf(target), AbortSignal.abort());
    failed(ran, /^huiliu: stopped: nothing was restored/);
    assert.equal((await there('tenant', 'list', '--json')).stdout, '[]\n');
  });

  test('without the key of its store nothing is restored, as a key made anew would open nothing', async () => {
    const ran = await runHere(['restore', folder], { ...environmentOf(target), HUILIU_KEY: '' });
    failed(ran, /HUILIU_KEY/);
  });

  test('with another key than its store’s nothing is restored either', async () => {
    failed(
      await runHere(['restore', folder], { ...environmentOf(target), HUILIU_KEY: 'ab'.repeat(32) }),
      /^huiliu: nothing was restored: HUILIU_KEY can't open the backup: its store was made with another key\n$/,
    );
    assert.equal((await there('tenant', 'list', '--json')).stdout, '[]\n');
  });

  test('a restored store holds the same rows, is sound, and is not restored over', async () => {
    const { status, stderr } = await runHuiliu(['restore', folder], environmentOf(target));
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const doctor = await there('doctor', '--json');
    assert.deepEqual(JSON.parse(doctor.stdout), { sound: true, damage: [], figures: [] });
    await using engine = await target.open();
    const { n } = await engine.read((db) =>
      db.sql
        .selectFrom('customers')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow(),
    );
    assert.equal(Number(n), manifest.rows['customers']);
    failed(await there('restore', folder), /empty|rows/);
    // New rows go on behind the restored ones.
    const more = await there('generate', '--tenant', at.tenantCode, '--customers', '10', '--seed', 'more', '--json');
    assert.equal((JSON.parse(more.stdout) as { customers: number }).customers, 10);
  });

  test('a backup that was changed, cut or robbed of a file is refused', async () => {
    const { files } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const largest = join(folder, files.find(({ name }) => /huiliu\.db|^customers\.copy/.test(name))!.name);
    const whole = await readFile(largest);
    {
      await using file = await open(largest, 'r+');
      await file.write(Buffer.from([whole[whole.length >> 1]! ^ 0xff]), 0, 1, whole.length >> 1);
    }
    failed(await there('restore', folder, '--check'), /was changed/);
    await truncate(largest, whole.length - 1);
    failed(await there('restore', folder, '--check'), /bytes and should have/);
    await rm(largest);
    failed(await there('restore', folder, '--check'), /doesn't exist/);
    await writeFile(largest, whole);
    assert.equal((await there('restore', folder, '--check')).status, 0);
  });

  test('doctor names a figure that is wrong', async () => {
    const { store, tenantId } = at;
    assert.equal((await here('doctor')).status, 0);
    await store.write((db) =>
      db.sql
        .updateTable('customers')
        .set({ follow_up_count: 99 })
        .where('tenant_id', '=', tenantId)
        .where('id', '=', 1n)
        .execute(),
    );
    const { status, stdout } = await here('doctor');
    assert.equal(status, 1);
    assert.match(stdout, /a customer's follow-ups: customers 1 has 99, counted \d/);
  });
});
