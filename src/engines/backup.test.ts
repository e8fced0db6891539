import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { backupFormat } from '#app/open-store.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { onEachEngine } from '#testing/boot.ts';

onEachEngine("an engine's backup", (boot) => {
  test('ends wherever the last rows of a table come to lie', { timeout: 60_000 }, async (t) => {
    const at = await boot.store();
    const folder = await mkdtemp(join(tmpdir(), 'huiliu-backup-'));
    t.after(() => rm(folder, { recursive: true }));
    const customer = await at.store.write((db) => createCustomer(db, at.admin, { name: '长谈' }));
    const content = '长'.repeat(1000);
    for (let written = 5; written <= 100; written += 5) {
      await at.store.write(async (db) => {
        const input = { customerId: customer.id, typeId: 37n, content };
        for (let i = 0; i < 5; i += 1) await createFollowUp(db, at.admin, input);
      });
      const copy = join(folder, String(written));
      await at.store.engine.backup(copy);
      const { rows, faults } = await (await backupFormat(at.store.engine.backupFormat))!.inspect(copy);
      assert.deepEqual([rows['follow_ups'], faults], [written, []]);
    }
  });
});
