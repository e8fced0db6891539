import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { describeJob, type DescribedJob } from '#jobs/describe-job.ts';
import { importErrorsCsv, listRefusedRows } from '#jobs/import/import-errors.ts';
import { keepImportFile } from '#jobs/import/import-file.ts';
import { startImport, type NewImport } from '#jobs/import/start-import.ts';
import { undoImport } from '#jobs/import/undo-import.ts';
import { cancelJob, readJob } from '#jobs/read-jobs.ts';
import { onEachEngine, type TestApp, type TestStore } from '#testing/boot.ts';
import { environmentOf } from '#testing/run-huiliu.ts';

onEachEngine('an import in the background', (boot) => {
  let at: TestApp;
  before(async () => {
    at = await boot.app();
  });

  const upload = (content: string, fileName = 'rows.csv', record: 'customers' | 'companies' = 'customers') =>
    keepImportFile(at.store, at.place.folder, at.admin, {
      record,
      fileName,
      content: Readable.from([Buffer.from(content)]),
    });

  const start = async (wanted: NewImport): Promise<bigint> => {
    const id = await at.store.write((db) => startImport(db, at.admin, wanted));
    at.app.context.wakeJobs();
    return id;
  };

  const end = async (id: bigint): Promise<DescribedJob> => {
    for (;;) {
      const job = describeJob(await at.store.read((db) => readJob(db, at.tenantId, id)));
      if (job.state !== 'queued' && job.state !== 'running') return job;
      await delay(20);
    }
  };

  test('refuses a file that cannot be read, and a mapping that cannot serve', async () => {
    await assert.rejects(upload('name\n', 'rows.doc'), /can read \.csv, \.xlsx and \.ndjson/);
    await assert.rejects(upload('not a zip', 'rows.xlsx'), { name: 'UnreadableFileError' });
    await assert.rejects(upload('name\n'), /no row below the header/);
    const { id } = await upload('a,b\n1,2\n', 'rows.csv', 'companies');
    const refused = {
      code: 'invalid',
      details: { field: 'mapping', reason: 'no column fills name, which every row needs' },
    };
    await assert.rejects(start({ fileId: id }), refused);
    await assert.rejects(start({ fileId: id, mapping: { a: 'name', b: 'name' } }), /invalid/);
    await assert.rejects(start({ fileId: id, mapping: { a: 'name', b: 'nothing' } }), /invalid/);
    await assert.rejects(start({ fileId: 999_999n }), { code: 'not_found' });
  });

  test('guesses the mapping, tells what would become of the rows, imports them, and hands back the refused ones', async () => {
    const content = '客户姓名,手机,级别,nonsense\n甲,13810000001,VIP客户,1\n乙,13810000001,,2\n丙,x,没有,3\n';
    const file = await upload(content, '客户.CSV');
    assert.deepEqual(
      file.columns.map(({ name, target, samples }) => [name, target, samples[0]]),
      [
        ['客户姓名', 'name', '甲'],
        ['手机', 'phones', '13810000001'],
        ['级别', null, 'VIP客户'],
        ['nonsense', null, '1'],
      ],
    );
    const mapping = { 客户姓名: 'name', 手机: 'phones', 级别: 'grade', nonsense: null };
    const present = await at.store.read((db) => countCustomers(db, at.admin, {}));
    const rehearsed = await end(await start({ fileId: file.id, mapping, dryRun: true, onDuplicate: 'skip' }));
    assert.deepEqual(rehearsed.result, { rows: 3, new: 1, updated: 0, duplicate: 1, error: 1 });
    assert.equal(await at.store.read((db) => countCustomers(db, at.admin, {})), present);
    assert.equal(rehearsed.canUndo, false);

    const id = await start({ fileId: file.id, mapping });
    const job = await end(id);
    assert.deepEqual(job.result, { rows: 3, new: 1, updated: 0, duplicate: 0, error: 2 });
    assert.deepEqual([job.state, job.total, job.done, job.failed], ['done', 3, 1, 2]);
    assert.deepEqual([job.canUndo, job.hasErrors, job.hasFile], [true, true, false]);
    assert.deepEqual(
      (await at.store.read((db) => listRefusedRows(db, at.admin, id, 1))).map(({ row }) => row),
      [3],
    );
    const chunks: Buffer[] = [];
    for await (const chunk of importErrorsCsv(at.store, at.place.folder, at.admin, id)) chunks.push(chunk);
    assert.equal(
      Buffer.concat(chunks).toString(),
      '\ufeff客户姓名,手机,级别,nonsense,reason\r\n' +
        '乙,13810000001,,2,phones: 13810000001 belongs to another customer\r\n' +
        '丙,x,没有,3,phones: is not a phone of 5 to 20 digits\r\n',
    );
    const own = await at.callerOf('own');
    await assert.rejects(
      at.store.read((db) => listRefusedRows(db, own, id, 1)),
      { code: 'forbidden' },
    );
  });

  test('undo deletes what the import made, but for what was changed since, once', async () => {
    const lines = Array.from(
      { length: 450 },
      (_unused, index) => `撤${index},1382000${String(index).padStart(4, '0')}`,
    );
    const file = await upload(`name,phones\n${lines.join('\n')}\n`);
    const present = await at.store.read((db) => countCustomers(db, at.admin, {}));
    const id = await start({ fileId: file.id });
    assert.equal((await end(id)).done, 450);
    const [one] = await at.store.read((db) => listCustomers(db, at.admin, { nameContains: '撤' }, { limit: 1 }));
    await at.store.write((db) => updateCustomer(db, { ...at.admin, now: Date.now() }, one!.id, { address: '改' }));
    const own = await at.callerOf('own');
    await assert.rejects(
      at.store.write((db) => undoImport(db, own, id)),
      { code: 'forbidden' },
    );

    const undoing = await at.store.write((db) => undoImport(db, at.admin, id));
    at.app.context.wakeJobs();
    const undone = await end(undoing);
    assert.deepEqual([undone.state, undone.result], ['done', { deleted: 449, kept: 1 }]);
    assert.equal(await at.store.read((db) => countCustomers(db, at.admin, {})), present + 1);
    assert.equal((await end(id)).canUndo, false);
    await assert.rejects(
      at.store.write((db) => undoImport(db, at.admin, id)),
      { code: 'invalid' },
    );
  });

  test('a cancelled import stops; what it wrote stays and can be undone', async () => {
    const lines = Array.from({ length: 30_000 }, (_unused, index) => `停${index}`);
    const file = await upload(`name\n${lines.join('\n')}\n`);
    const id = await start({ fileId: file.id });
    while ((await at.store.read((db) => readJob(db, at.tenantId, id))).done === 0) await delay(10);
    assert.equal(await at.store.write((db) => cancelJob(db, at.tenantId, id, Date.now())), true);
    const job = await end(id);
    assert.equal(job.state, 'cancelled');
    await delay(100);
    const made = await at.store.read((db) => countCustomers(db, at.admin, { nameContains: '停' }));
    assert.equal(made, job.done);
    assert.ok(made < 30_000 && job.canUndo);
  });
});

const RUN_JOBS = fileURLToPath(new URL('run-jobs.ts', import.meta.url));

onEachEngine('a process killed in the middle of an import', (boot) => {
  test('leaves a job that another goes on with, and no row comes twice or is left out', async () => {
    const at = await boot.store();
    const count = 12_000;
    const lines = Array.from({ length: count }, (_unused, index) => `续${index},13${String(900_000_000 + index)}`);
    const content = Readable.from([Buffer.from(`name,phones\n${lines.join('\n')}\n`)]);
    const file = await keepImportFile(at.store, at.place.folder, at.admin, {
      record: 'customers',
      fileName: 'rows.csv',
      content,
    });
    const id = await at.store.write((db) => startImport(db, at.admin, { fileId: file.id }));
    for (let kills = 0; kills < 3; kills += 1) await killAfterProgress(at, id);
    const last = await startRunner(at);
    const job = await untilOver(at, id);
    last.kill('SIGKILL');
    await once(last, 'exit');

    assert.equal(job.state, 'done');
    assert.deepEqual(JSON.parse(job.result!), { rows: count, new: count, updated: 0, duplicate: 0, error: 0 });
    assert.equal(job.done, count);
    assert.equal(await at.store.read((db) => countCustomers(db, at.admin, {})), count);
    const names = await at.store.read((db) =>
      db.sql.selectFrom('customers').select('name').where('tenant_id', '=', at.tenantId).execute(),
    );
    assert.equal(new Set(names.map(({ name }) => name)).size, count);
  });
});

async function startRunner({ place }: TestStore): Promise<ChildProcess> {
  const child = spawn(process.execPath, [RUN_JOBS], {
    env: environmentOf(place),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}

async function killAfterProgress(at: TestStore, id: bigint): Promise<void> {
  const before = (await at.store.read((db) => readJob(db, at.tenantId, id))).done;
  const child = await startRunner(at);
  for (;;) {
    const { done, state } = await at.store.read((db) => readJob(db, at.tenantId, id));
    if (done > before || state === 'done') break;
    await delay(5);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function untilOver(at: TestStore, id: bigint) {
  for (;;) {
    const job = await at.store.read((db) => readJob(db, at.tenantId, id));
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await delay(50);
  }
}
