import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openImport } from '#cli/import/open-import.ts';
import { createRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import { createField } from '#crm/fields/create-field.ts';
import { createOption } from '#crm/options/create-option.ts';
import { updateOption } from '#crm/options/update-option.ts';
import { importRows, type ImportRun, type SettledRow } from '#jobs/import/import-rows.ts';
import { THREAD_FROM_BYTES } from '#jobs/import/read-batches.ts';
import type { ImportOptions } from '#jobs/import/record-import.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';

/** Long addresses make files of few rows so large that a thread reads them. */
const ADDRESS = '很长的路'.repeat(60);
/** A few batches, the last of them not full. */
const ROWS = 350;
const ROWS_A_WRITE = 100;
const HEADER = 'name,phones,type,stars,labels,company,address,field:level,field:shop\n';

onEachEngine('import of a large file', (boot) => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huiliu-large-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function fresh(): Promise<TestStore> {
    const at = await boot.store();
    await at.store.write(async (db) => {
      await createField(db, at.tenantId, {
        record: 'customer',
        kind: 'select',
        key: 'level',
        label: '等级',
        options: [{ label: 'A' }, { label: 'B' }],
      });
      const { id } = await createTable(db, at.admin, {
        key: 'shops',
        title: '门店',
        columns: [{ key: 'name', name: '名称' }],
      });
      await createRow(db, at.admin, id, {
        cells: new Map([['name', '沌口店']]),
        ownerType: 'agent',
        owner: '1',
        origin: { id: 7n },
      });
      const settings = { tableId: String(id), displayColumn: 'name' };
      await createField(db, at.tenantId, {
        record: 'customer',
        kind: 'datasource',
        key: 'shop',
        label: '门店',
        settings,
      });
      const caller = { ...at.admin, directory: await at.store.directory(at.tenantId) };
      for (const phone of ['13700000003', '13700000004']) {
        await createCustomer(db, caller, { name: '旧', phones: { kind: 'all', contents: [phone] } });
      }
    });
    return at;
  }

  async function runOf(
    at: TestStore,
    content: string,
    options: Partial<ImportOptions> & { dryRun?: boolean } = {},
  ): Promise<ImportRun> {
    const path = join(folder, `${at.tenantCode}.csv`);
    await writeFile(path, content);
    const { keepIds = false, onDuplicate = 'error', dryRun = false } = options;
    const caller = async () => ({ ...at.admin, directory: await at.store.directory(at.tenantId) });
    const opened = await openImport((await caller()).directory, 'customers', path, {});
    const record = { ...opened.record, rowsAWrite: ROWS_A_WRITE };
    return { store: at.store, ...opened, record, caller, dryRun, options: { keepIds, onDuplicate } };
  }

  async function outcomesOf(run: ImportRun): Promise<SettledRow[]> {
    const rows: SettledRow[] = [];
    for await (const batch of importRows(run)) rows.push(...batch);
    return rows;
  }

  /** @param shops which asset rows the rows name in turn */
  function content(count: number, shops: readonly string[] = []): string {
    let text = HEADER;
    for (let row = 0; row < count; row += 1) {
      const phone = `137${String(row % 17 === 3 ? row - 1 : row).padStart(8, '0')}`;
      const type = row % 13 === 5 ? '没有的类型' : '潜在客户';
      const stars = row % 29 === 7 ? 'x' : String(row % 6);
      const cells = [
        `张${row}`,
        `${phone};95588${row}`,
        type,
        stars,
        row % 3 === 0 ? '展会,重要' : '',
        `公司${row % 7}`,
        ADDRESS,
      ];
      text += `${cells.map((cell) => `"${cell}"`).join(',')},${row % 19 === 2 ? 'C' : 'A'},${row % 50 === 1 ? (shops[((row - 1) / 50) % shops.length] ?? '') : ''}\n`;
    }
    return text;
  }

  async function written(at: TestStore) {
    const found = [];
    for (let beyond = 0n; ; ) {
      const page = await at.store.read((db) =>
        listCustomers(db, at.admin, {}, { limit: 200, order: 'id', after: [beyond] }),
      );
      found.push(...page);
      if (page.length === 0) break;
      beyond = page.at(-1)!.id;
    }
    return found.map(({ name, phones, typeId, stars, labels, companyName, address, custom }) => ({
      name,
      phones: phones.map(({ content: text }) => text),
      typed: typeId !== null,
      stars,
      labels: labels.map((label) => label.name),
      companyName,
      address,
      values: [...custom.values()].map((value) => Array.isArray(value)),
    }));
  }

  const wanted = [
    { onDuplicate: 'error' },
    { onDuplicate: 'skip' },
    { onDuplicate: 'update' },
    { onDuplicate: 'error', dryRun: true },
    { onDuplicate: 'skip', dryRun: true },
  ] as const;
  for (const options of wanted) {
    for (const shops of options.onDuplicate === 'error' ? [[], ['7', '8']] : [[]]) {
      const title = `${options.onDuplicate}${'dryRun' in options ? ', dry run' : ''}, ${shops.length === 0 ? 'no asset row' : 'asset rows that are there and are not'}`;
      test(`what a thread forms comes out as what is formed here (${title})`, async () => {
        const [here, apart] = [await fresh(), await fresh()];
        const text = content(ROWS, shops);
        assert.ok(Buffer.byteLength(text) > THREAD_FROM_BYTES);
        const run = await runOf(here, text, options);
        const { forming: _forming, ...record } = run.record;
        const expected = await outcomesOf({ ...run, record });
        const found = await outcomesOf(await runOf(apart, text, options));
        const plain = (rows: readonly SettledRow[]) =>
          rows.map(({ input, outcome }) => [input.row, { ...input.values }, outcome]);
        assert.deepEqual(plain(found), plain(expected));
        assert.ok(expected.some(({ outcome }) => outcome.kind === 'error'));
        assert.ok(expected.some(({ outcome }) => outcome.kind === 'new'));
        const made = await written(here);
        assert.deepEqual(await written(apart), made);
        const total = await apart.store.read((db) => countCustomers(db, apart.admin, { nameContains: '张1' }));
        assert.equal(total, made.filter(({ name }) => name.includes('张1')).length);
      });
    }
  }

  test('an option disabled while rows wait is not written into them', async () => {
    const at = await fresh();
    const id = await at.store.write((db) => createOption(db, at.tenantId, 'customer_type', { name: '新类型' }));
    const run = await runOf(at, content(ROWS).replaceAll('潜在客户', '新类型'));
    const rows: SettledRow[] = [];
    for await (const batch of importRows(run)) {
      if (rows.length === 0)
        await at.store.write((db) => updateOption(db, at.tenantId, 'customer_type', id, { enabled: false }));
      rows.push(...batch);
    }
    const made = rows.findLastIndex(({ outcome }) => outcome.kind === 'new');
    assert.ok(made > 0 && made < ROWS_A_WRITE, `row ${made} was made`);
    assert.equal(rows.length, ROWS);
  });

  test('a file that can’t be read to its end has the rows before imported, from a thread too', async () => {
    for (const count of [20, ROWS]) {
      const at = await fresh();
      const run = await runOf(at, `${content(count)}"no end`);
      await assert.rejects(outcomesOf(run), /inside a quoted cell/);
      assert.ok((await at.store.read((db) => countCustomers(db, at.admin, {}))) > count / 2);
    }
  });

  test('goes on behind the rows that are settled, and stops when it is told to', async () => {
    const at = await fresh();
    const run = await runOf(at, content(ROWS));
    const stop = new AbortController();
    let settled = 0;
    await assert.rejects(async () => {
      for await (const batch of importRows({ ...run, signal: stop.signal })) {
        settled += batch.length;
        stop.abort();
      }
    }, /abort/i);
    assert.equal(settled, ROWS_A_WRITE);
    const rest = await outcomesOf({ ...run, passOver: settled });
    assert.deepEqual([rest[0]!.input.row, rest.length], [settled + 2, ROWS - settled]);
  });
});
