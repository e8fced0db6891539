import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { callerFor } from '#crm/access/caller-for.ts';
import { openStore } from '#app/open-store.ts';
import { readConfig } from '#app/config.ts';
import { countCompanies } from '#crm/companies/count-companies.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import type { Caller, Store } from '#crm/store.ts';
import { makePlace, type Place, stopOwnPostgres } from '#testing/engines.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf, runHuiliu } from '#testing/run-huiliu.ts';
import { startHuiliu } from '#testing/start-huiliu.ts';

describe('move', () => {
  let source: Place;
  let target: Place;
  let store: Store;
  let who: Caller;

  before(async () => {
    source = await makePlace('sqlite');
    target = await makePlace('postgres');
    const env = environmentOf(source);
    for (const args of [
      ['tenant', 'add', '--code', 'm', '--name', '搬家'],
      ['field', 'add', '--tenant', 'm', '--record', 'customer', '--kind', 'input', '--label', '备注"\\ ,{}'],
      ['generate', '--tenant', 'm', '--customers', '2500', '--quiet'],
    ]) {
      assert.equal((await runHere(args, env)).status, 0);
    }
    store = await openStore(readConfig({ HUILIU_DATA: source.folder, HUILIU_KEY: env['HUILIU_KEY'] }));
    who = await callerFor(store, 1n, 1n, 'cli');
    await store.write(async (db) => {
      await createOpportunity(db, who, 7n, { name: '商机 "引号" \\ 反斜线' });
      const gone = await createCompany(db, who, { name: '已删除公司' });
      await deleteCompany(db, who, gone.id);
      await deleteCustomer(db, who, 9n);
    });
  });
  after(async () => {
    await store.engine[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
    await stopOwnPostgres();
  });

  const move = async (...more: string[]) => {
    const args = ['move', '--to', target.databaseUrl!, '--json', '--quiet', ...more];
    const ran = await runHuiliu(args, environmentOf(source));
    return { ...ran, value: ran.stdout === '' ? null : (JSON.parse(ran.stdout) as Record<string, unknown>) };
  };

  test('refuses an address that is none, a store that is a database already, and a database of others', async () => {
    assert.equal((await runHere(['move', '--to', 'mysql://x'], environmentOf(source))).status, 2);
    assert.equal((await runHere(['move'], environmentOf(source))).status, 2);
    assert.equal((await runHere(['move', '--to', 'postgres://x/y'], environmentOf(target))).status, 2);
    await using other = await makePlace('postgres');
    assert.equal((await runHere(['tenant', 'add', '--code', 'z', '--name', 'z'], environmentOf(other))).status, 0);
    const ran = await runHere(['move', '--to', other.databaseUrl!], environmentOf(source));
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /^huiliu: the database already holds the tenant z/);
  });

  test('is stopped between two batches, and the next run goes on', async () => {
    const args = ['move', '--to', target.databaseUrl!, '--quiet'];
    const ran = await runHere(args, environmentOf(source), AbortSignal.abort());
    assert.deepEqual([ran.status, ran.stdout], [1, '']);
    assert.match(ran.stderr, /^huiliu: stopped: the same command again goes on from what is copied\n$/);
  });

  test('an address that is none, and one that leads nowhere, are told as --to', async () => {
    for (const to of ['postgres://', 'postgres://a:b@127.0.0.1:9/c']) {
      const ran = await runHere(['move', '--to', to], environmentOf(source));
      assert.match(ran.stderr, /^huiliu: --to\b[^\n]*\n$/);
    }
  });

  test('copies while the server runs, and takes what changed since once it is stopped', async () => {
    await using server = await startHuiliu(environmentOf(source));
    const first = await move();
    assert.equal(first.stderr, '');
    assert.equal(first.status, 0);
    assert.equal(first.value!['finished'], false);
    assert.ok(Number(first.value!['written']) > 2500 * 3);

    const late = await store.write(async (db) => {
      await updateCustomer(db, who, 3n, { name: '后来改名', phones: { kind: 'all', contents: ['17799990000'] } });
      await deleteCustomer(db, who, 11n);
      return await createCustomer(db, who, { name: '后来新建', companyName: '后来公司' });
    });
    assert.equal(await server.stop(), 0);
    const last = await move();
    assert.equal(last.stderr, '');
    assert.equal(last.value!['finished'], true);

    const env = environmentOf(target);
    const moved = await openStore(
      readConfig({
        HUILIU_DATABASE_URL: target.databaseUrl!,
        HUILIU_KEY: env['HUILIU_KEY'],
        HUILIU_DATA: target.folder,
      }),
    );
    try {
      const there = await callerFor(moved, 1n, 1n, 'cli');
      assert.deepEqual(await everyone(moved, there), await everyone(store, who));
      for (const filter of [{ nameContains: '后来' }, { phoneContains: '9999' }, { nameContains: '王' }, {}]) {
        const counted = await moved.read((db) => countCustomers(db, there, filter));
        assert.equal(counted, await store.read((db) => countCustomers(db, who, filter)));
        assert.ok(counted > 0);
      }
      for (const text of ['后来', '已删', '有限', '有限公司', '公']) {
        const filter = { withDeleted: text === '已删', conditions: [{ kind: 'name', text }] } as const;
        const counted = await moved.read((db) => countCompanies(db, there, filter));
        assert.equal(counted, await store.read((db) => countCompanies(db, who, filter)));
        assert.ok(counted > 0);
      }
      const next = await moved.write((db) => createCustomer(db, there, { name: '搬家以后' }));
      assert.ok(next.id > late.id);
    } finally {
      await moved.engine[Symbol.asyncDispose]();
    }
    assert.equal((await runHere(['doctor'], env)).status, 0);
  });
});

async function everyone(store: Store, who: Caller) {
  const all = [];
  for (let after = 0n; ; ) {
    const page = await store.read((db) => listCustomers(db, who, {}, { limit: 200, order: 'id', after: [after] }));
    if (page.length === 0) return all;
    all.push(...page);
    after = page.at(-1)!.id;
  }
}
