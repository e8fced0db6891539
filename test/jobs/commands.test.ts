import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf, runHuiliu } from '#testing/run-huiliu.ts';

onEachEngine('huiliu import and export', (boot) => {
  let at: TestApp;
  before(async () => {
    at = await boot.app();
  });

  const run = (...args: string[]) => runHere([...args, '--tenant', at.tenantCode], environmentOf(at.place));
  const runApart = (...args: string[]) => runHuiliu([...args, '--tenant', at.tenantCode], environmentOf(at.place));
  const put = async (name: string, content: string): Promise<string> => {
    const path = join(at.place.folder, name);
    await writeFile(path, content);
    return path;
  };
  const count = () => at.store.read((db) => countCustomers(db, at.admin, {}));

  test('refuse what cannot be done, in one line, and change nothing', async () => {
    const before = await count();
    const wrong = await run('import', 'people', 'x.csv');
    assert.equal(wrong.status, 2);
    const missing = await run('import', 'customers', join(at.place.folder, 'nothing.csv'));
    assert.deepEqual([missing.status, missing.stderr.split('\n').length], [1, 2]);
    const doc = await run('import', 'customers', await put('rows.doc', 'x'));
    assert.match(doc.stderr, /^huiliu: \S*rows\.doc: can read \.csv, \.xlsx and \.ndjson\n$/);
    const empty = await run('import', 'customers', await put('empty.csv', ''));
    assert.match(empty.stderr, /^huiliu: \S*empty\.csv: the first row must name the columns\n$/);
    const unknown = await run('import', 'customers', await put('unknown.csv', 'name,nonsense\n甲,1\n'));
    assert.equal(unknown.status, 2);
    assert.match(
      unknown.stderr,
      /^huiliu: nothing is known of the column nonsense: --map it to a field, or --ignore it/,
    );
    const mapped = await run('import', 'customers', await put('map.csv', 'name,x\n甲,1\n'), '--map', 'x=nothing');
    assert.match(mapped.stderr, /^huiliu: --map x=nothing: there is no such field\. Fields: id, name/);
    assert.equal(mapped.status, 2);
    for (const option of [
      ['--map', 'y=name'],
      ['--ignore', 'y'],
    ]) {
      const absent = await run('import', 'customers', await put('map.csv', 'name\n甲\n'), ...option);
      assert.deepEqual([absent.status, /the file has no column y/.test(absent.stderr)], [2, true], absent.stderr);
    }
    const nowhere = join(at.place.folder, 'no folder', 'x.csv');
    const lost = await run('export', 'customers', '--out', nowhere);
    assert.equal(lost.stderr, `huiliu: ${nowhere} can't be written: there is no such folder\n`);
    const rows = await put('map.csv', 'name\n甲\n');
    const noErrors = await run('import', 'customers', rows, '--errors', nowhere);
    assert.equal(noErrors.stderr, `huiliu: ${nowhere} can't be written: there is no such folder\n`);
    const folder = await run('export', 'customers', '--out', at.place.folder);
    assert.equal(folder.stderr, `huiliu: ${at.place.folder} can't be written: it is a folder\n`);
    assert.equal((await run('export', 'customers', '--format', 'pdf')).status, 2);
    assert.equal((await run('export', 'customers', '--as', 'own')).status, 1);
    assert.equal(await count(), before);
  });

  test('import while the server runs: refused rows come as text, as JSON and as a file that can be mended', async () => {
    const rows = 'who,phones,note\n甲,13870000001,x\n乙,1,y\n"=丙",13870000001,z\n';
    const file = await put('rows.csv', rows);
    const args = ['import', 'customers', file, '--map', 'who=name', '--ignore', 'note'];
    const rehearsed = await run(...args, '--dry-run');
    assert.equal(rehearsed.status, 1);
    assert.match(
      rehearsed.stdout,
      /^row 3: phones: is not a phone of 5 to 20 digits\nrow 4: phones: 13870000001 belongs/,
    );
    assert.match(rehearsed.stdout, /would import customers: 1 new, 0 updated, 0 duplicate, 2 refused of 3 rows/);
    const { status, stdout, stderr } = await runApart(...args, '--json');
    assert.equal(status, 1);
    assert.equal(stderr, 'huiliu: 2 of 3 rows were refused\n');
    const value = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([value['new'], value['error'], value['errorFile']], [1, 2, `${file}.errors.csv`]);
    assert.deepEqual((value['errors'] as unknown[])[0], {
      row: 3,
      faults: [{ field: 'phones', code: 'invalid', reason: 'is not a phone of 5 to 20 digits' }],
    });
    assert.equal(
      await readFile(`${file}.errors.csv`, 'utf8'),
      '\ufeffwho,phones,note,reason\r\n乙,1,y,phones: is not a phone of 5 to 20 digits\r\n' +
        "'=丙,13870000001,z,phones: 13870000001 belongs to another customer\r\n",
    );
    const seen = await at.fetch(`/open_api/customers/get_customer?type=cellphone&content=13870000001&${at.sign()}`);
    assert.equal(((await seen.json()) as { customer: { custname: string } }).customer.custname, '甲');
  });

  test('a file of refused rows goes in again as it was written, mended or not, without heeding its reasons', async () => {
    const refused = (await run('import', 'customers', await put('again.csv', 'name,phones\n丁,1\n'))).stdout;
    const errors = join(at.place.folder, 'again.csv.errors.csv');
    assert.ok(refused.includes(errors), refused);
    const unmended = await run('import', 'customers', errors);
    assert.match(unmended.stderr, /^huiliu: 1 of 1 rows were refused\n$/);
    const header = (await readFile(`${errors}.errors.csv`, 'utf8')).split('\r\n')[0];
    assert.equal(header, '\ufeffname,phones,reason');
    await writeFile(errors, (await readFile(errors, 'utf8')).replace('丁,1,', '丁,13870000002,'));
    const mended = await run('import', 'customers', errors);
    assert.deepEqual([mended.status, mended.stderr], [0, '']);
  });

  test('refused rows never go into the file that is read', async () => {
    const file = await put('same.csv', 'name,phones\n丁,1\n');
    const ran = await run('import', 'customers', file, '--errors', join(at.place.folder, '.', 'same.csv'));
    assert.deepEqual(
      [ran.status, /^huiliu: --errors [^\n]* is the file that is read/.test(ran.stderr)],
      [2, true],
      ran.stderr,
    );
    assert.equal(await readFile(file, 'utf8'), 'name,phones\n丁,1\n');
  });

  test('a file that breaks off is told with what came of the rows before, which stay', async () => {
    const before = await count();
    const rows = Array.from({ length: 1200 }, (_unused, i) => `断 ${i},1386${String(i).padStart(7, '0')}\n`).join('');
    const file = await put('broken.csv', `name,phones\n${rows}"x`);
    const { status, stdout, stderr } = await run('import', 'customers', file, '--json');
    assert.equal(status, 1);
    const value = JSON.parse(stdout) as Record<string, unknown>;
    const made = (await count()) - before;
    assert.ok(made > 0 && made <= 1200, String(made));
    assert.deepEqual([value['complete'], value['rows'], value['new']], [false, made, made]);
    assert.equal(
      stderr,
      `huiliu: ${file}: row 1202 ends inside a quoted cell; the ${made} rows before were dealt with and stay so, ` +
        'and those behind are still to be imported\n',
    );
  });

  test('an import and an export that are stopped say what is there', async () => {
    const before = await count();
    const rows = Array.from({ length: 3000 }, (_unused, i) => `停 ${i},1385${String(i).padStart(7, '0')}\n`).join('');
    const file = await put('stopped.csv', `name,phones\n${rows}`);
    const stop = new AbortController();
    const args = ['import', 'customers', file, '--tenant', at.tenantCode];
    const running = runHere(args, environmentOf(at.place), stop.signal);
    while ((await count()) === before) await new Promise(setImmediate);
    stop.abort();
    const ran = await running;
    await new Promise(setImmediate);
    assert.equal(ran.status, 1);
    const made = (await count()) - before;
    assert.ok(made > 0 && made < 3000, String(made));
    assert.match(ran.stdout, new RegExp(`^imported customers: ${made} new, `));
    assert.match(ran.stderr, new RegExp(`^huiliu: stopped; the ${made} rows before were dealt with and stay so`));

    const out = join(at.place.folder, 'stopped.csv.out');
    const none = await runHere(
      ['export', 'customers', '--tenant', at.tenantCode, '--out', out],
      environmentOf(at.place),
      AbortSignal.abort(),
    );
    assert.deepEqual([none.status, none.stderr], [1, `huiliu: stopped: ${out} was not written\n`]);
    assert.ok(!existsSync(out) && !existsSync(`${out}.part`));
  });

  test('what export writes, to a file or to standard output, import reads back', async () => {
    const out = join(at.place.folder, 'all.xlsx');
    const written = await run('export', 'customers', '--format', 'xlsx', '--out', out);
    assert.equal(written.status, 0, written.stderr);
    assert.ok(!existsSync(`${out}.part`));
    const again = await run('import', 'customers', out, '--on-duplicate', 'update', '--json');
    assert.equal(again.status, 0, again.stderr);
    const value = JSON.parse(again.stdout) as Record<string, unknown>;
    assert.deepEqual([value['updated'], value['rows']], [await count(), await count()]);
    const changes = await at.store.read((db) =>
      db.sql.selectFrom('changes').select('id').where('tenant_id', '=', at.tenantId).execute(),
    );
    assert.deepEqual(changes, []);
    const printed = await runApart('export', 'customers', '--format', 'ndjson');
    assert.equal(printed.stdout.trim().split('\n').length, await count());
  });
});
