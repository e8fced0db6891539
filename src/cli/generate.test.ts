import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateAgent } from '#crm/access/update-agent.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { findCustomers } from '#crm/customers/find-customers.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import { listFollowUps } from '#crm/follow-ups/list-follow-ups.ts';
import type { Caller, Store } from '#crm/store.ts';
import { fillTenant } from './generate/fill-tenant.ts';
import { type Boot, onDefaultEngine, onEachEngine, type TestStore } from '#testing/boot.ts';
import { runHere } from '#testing/run-command.ts';
import { environmentOf, runHuiliu } from '#testing/run-huiliu.ts';

onEachEngine('generate', (boot) => {
  test('fills a tenant with customers who have phones, companies and, a tenth of them, follow-ups', async () => {
    const { place, store, tenantCode, admin } = await boot.store();
    const args = ['generate', '--tenant', tenantCode, '--customers', '1200', '--seed', 's', '--json', '--quiet'];
    const { status, stdout, stderr } = await runHuiliu(args, environmentOf(place));
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const made = JSON.parse(stdout) as { customers: number; followUps: number; passedOver: number };
    assert.deepEqual([made.customers, made.passedOver], [1200, 0]);
    assert.ok(made.followUps > 150 && made.followUps < 350, `${made.followUps} follow-ups`);

    const customers = await readAll(store, admin);
    assert.equal(customers.length, 1200);
    assert.equal(await store.read((db) => countCustomers(db, admin, {})), 1200);
    assert.ok(customers.every(({ phones }) => phones.length >= 1 && phones.length <= 3));
    assert.ok(customers.some(({ phones }) => phones.length === 3));
    const withCompany = customers.filter(({ companyName }) => companyName !== null).length;
    assert.ok(withCompany > 600 && withCompany < 850, `${withCompany} with a company`);
    const followed = customers.filter(({ followUpCount }) => followUpCount > 0);
    assert.ok(followed.length > 80 && followed.length < 160, `${followed.length} with follow-ups`);
    assert.equal(
      followed.reduce((sum, { followUpCount }) => sum + followUpCount, 0),
      made.followUps,
    );
    for (const customer of followed.slice(0, 5)) {
      const { followUps: records } = await store.read((db) =>
        listFollowUps(db, admin, { customerId: customer.id }, { limit: 10, sort: 'created', order: 'desc' }),
      );
      assert.equal(records.length, customer.followUpCount);
      assert.equal(customer.lastContactAt, Math.max(...records.map(({ createdAt }) => createdAt)));
    }
  });

  test('one that is stopped says how many customers are there', async () => {
    const { place, tenantCode, store, admin } = await boot.store();
    const args = ['generate', '--tenant', tenantCode, '--customers', '100000', '--quiet'];
    const stop = new AbortController();
    const running = runHere(args, environmentOf(place), stop.signal);
    const count = () => store.read((db) => countCustomers(db, admin, {}));
    while ((await count()) === 0) await new Promise(setImmediate);
    stop.abort();
    const { status, stdout, stderr } = await running;
    // Reads of one turn share a snapshot, which began while the command, in this process, still wrote.
    await new Promise(setImmediate);
    assert.deepEqual([status, stdout], [1, '']);
    assert.equal(stderr, `huiliu: stopped: ${await count()} of 100000 customers were made, and stay\n`);
  });

  test('makes findable customers: by phone, by a part of the name, by pinyin', async () => {
    const { store, admin } = await filled(boot, 's', 300);
    const [one] = await store.read((db) => listCustomers(db, admin, {}, { limit: 1 }));
    const found = await store.read((db) =>
      findCustomers(db, admin, { by: 'phone', phone: one!.phones[0]!.content }, 2),
    );
    assert.deepEqual(
      found.map(({ id }) => id),
      [one!.id],
    );
    const part = one!.name.slice(-2);
    const named = await store.read((db) => listCustomers(db, admin, { nameContains: part }, { limit: 200 }));
    assert.ok(named.length > 0 && named.every(({ name }) => name.includes(part)));
    assert.equal(await store.read((db) => countCustomers(db, admin, { nameContains: part })), named.length);
  });

  test('makes the same rows for the same seed, and other rows for another', async () => {
    const [first, second, third] = await Promise.all(
      ['7', '7', '8'].map(async (seed) => {
        const { store, admin } = await filled(boot, seed, 120);
        const rows = await readAll(store, admin);
        return rows.map(({ name, phones, address, companyName, typeId, ownerAgentId, createdAt, followUpCount }) => ({
          name,
          phones: phones.map(({ content }) => content),
          address,
          companyName,
          typeId,
          ownerAgentId,
          createdAt,
          followUpCount,
        }));
      }),
    );
    assert.deepEqual(first, second);
    assert.notDeepEqual(first![0], third![0]);
  });

  test('makes rows anew that an agent disabled meanwhile would own', async () => {
    const { store, tenantId, admin } = await boot.store();
    const { agentsByLogin } = await store.directory(tenantId);
    let asked = 0;
    const who = async () => {
      asked += 1;
      // Once to make the rows, and again to write them.
      if (asked === 2) {
        await store.write((db) => updateAgent(db, tenantId, agentsByLogin.get('own')!.id, { state: 'disabled' }));
      }
      return { ...admin, directory: await store.directory(tenantId) };
    };
    const made = await fillTenant(store, who, { seed: 's', customers: 200 }, () => undefined);
    assert.equal(made.customers, 200);
    const owners = new Set((await readAll(store, admin)).map(({ ownerAgentId }) => ownerAgentId));
    assert.ok(owners.size > 1 && !owners.has(agentsByLogin.get('own')!.id));
  });

  test('goes on behind the rows of the same seed when it is run again', async () => {
    const { place, store, tenantCode, admin } = await boot.store();
    const args = ['generate', '--tenant', tenantCode, '--customers', '50', '--seed', 'x', '--json'];
    await runHere(args, environmentOf(place));
    const { stdout } = await runHere(args, environmentOf(place));
    const again = JSON.parse(stdout) as { customers: number; passedOver: number };
    assert.deepEqual([again.customers, again.passedOver], [50, 50]);
    assert.equal(await store.read((db) => countCustomers(db, admin, {})), 100);
  });
});

// Arguments are read the same on every engine.
onDefaultEngine('generate', (boot) => {
  test('refuses a number of customers that is none, and an unknown tenant', async () => {
    const { place } = await boot.store();
    const env = environmentOf(place);
    assert.equal((await runHere(['generate', '--tenant', 't', '--customers', 'x'], env)).status, 2);
    assert.equal((await runHere(['generate', '--tenant', 't'], env)).status, 2);
    const unknown = await runHere(['generate', '--tenant', 'nobody', '--customers', '1'], env);
    assert.equal(unknown.status, 1);
    assert.equal(unknown.stderr, 'huiliu: no tenant has the code or id nobody: "huiliu tenant list" shows them\n');
  });
});

test('a tenant without agents gets some that own its customers', async () => {
  const { makePlace } = await import('#testing/engines.ts');
  await using place = await makePlace('sqlite');
  const env = environmentOf(place);
  await runHere(['tenant', 'add', '--code', 'bare', '--name', '空'], env);
  const wrong = await runHere(['generate', '--tenant', 'bare', '--customers', '20', '--as', 'nobody'], env);
  const told = 'huiliu: no agent has the login number nobody: "huiliu agent list" shows them\n';
  assert.deepEqual([wrong.status, wrong.stderr], [1, told]);
  assert.equal((await runHere(['agent', 'list', '--tenant', 'bare', '--json'], env)).stdout, '[]\n');
  const { stdout } = await runHere(['generate', '--tenant', 'bare', '--customers', '20', '--json'], env);
  const made = JSON.parse(stdout) as { customers: number; agentsMade: string[] };
  assert.deepEqual([made.customers, made.agentsMade.length], [20, 5]);
});

/** A tenant that was filled within this process. */
async function filled(boot: Boot, seed: string, customers: number): Promise<TestStore> {
  const at = await boot.store();
  const who = async () => ({ ...at.admin, directory: await at.store.directory(at.tenantId) });
  await fillTenant(at.store, who, { seed, customers }, () => undefined);
  return at;
}

async function readAll(store: Store, who: Caller) {
  const rows = [];
  for (let after = 0n; ; ) {
    const page = await store.read((db) => listCustomers(db, who, {}, { limit: 200, order: 'id', after: [after] }));
    rows.push(...page);
    if (page.length === 0) return rows;
    after = page.at(-1)!.id;
  }
}
