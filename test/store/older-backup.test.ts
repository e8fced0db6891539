import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { callerFor } from '#crm/access/caller-for.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { checkFigures } from '#crm/figures/check-figures.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { countFollowUps } from '#crm/follow-ups/list-follow-ups.ts';
import type { Store } from '#crm/store.ts';
import { makePlace, type Place } from '#testing/engines.ts';

/** How many columns came last with 0004-owner-beside, by table. */
const LATER = { follow_ups: 4, follow_ups_search: 4 };

test('a backup of a database that an earlier version made is restored as it was, and migrated then', async () => {
  await using source = await makePlace('postgres');
  await using target = await makePlace('postgres');
  const folder = join(source.folder, 'earlier');
  const before = await open(source);
  await using _before = before.engine;
  const { tenantId, adminId, departmentId } = await before.write(async (db) => {
    const { id, roleIds, departmentId } = await createTenant(db, { code: 'old', name: '旧' });
    const agent = { loginNo: 'admin', name: '管理员', passwordHash: '', departmentId, roleId: roleIds.admin };
    return { tenantId: id, departmentId, adminId: await createAgent(db, id, agent) };
  });
  const who = await callerFor(before, tenantId, adminId, 'cli');
  await before.write(async (db) => {
    const owner = { agent: { id: adminId }, departmentId };
    const { id } = await createCustomer(db, who, { name: '王一', owner });
    await createFollowUp(db, who, { customerId: id, typeId: 37n, content: '需要报价' });
  });
  await before.engine.backup(folder);
  for (const [table, columns] of Object.entries(LATER)) {
    await rewrite(folder, table, (line) => line.split('\t').slice(0, -columns).join('\t'));
  }
  await rewrite(folder, 'huiliu_migrations', (line) => (line.startsWith('0004') ? null : line));

  await using engine = await target.open();
  await engine.restore(folder);
  assert.deepEqual((await engine.migrate()).applied, ['0004-owner-beside']);
  assert.deepEqual(await engine.read((db) => checkFigures(db)), []);
  const filter = { contentContains: '需要报', typeId: 37n };
  assert.equal(await engine.read((db) => countFollowUps(db, who, filter)), 1);
});

async function open({ folder, databaseUrl }: Place): Promise<Store> {
  return await openStore(
    readConfig({ HUILIU_DATA: folder, HUILIU_DATABASE_URL: databaseUrl, HUILIU_KEY: '5a'.repeat(32) }),
  );
}

async function rewrite(folder: string, table: string, change: (line: string) => string | null): Promise<void> {
  const file = join(folder, `${table}.copy.gz`);
  const lines = gunzipSync(await readFile(file))
    .toString()
    .trimEnd()
    .split('\n')
    .map(change);
  await writeFile(file, gzipSync(`${lines.filter((line) => line !== null).join('\n')}\n`));
}
