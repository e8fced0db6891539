import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import { onEachEngine } from '#testing/boot.ts';

onEachEngine('scan', (boot) => {
  test('a scan sees every write acknowledged so far, also between two of its steps', async () => {
    const { store, admin } = await boot.store();
    for (let step = 1; step <= 20; step += 1) {
      await store.write((db) => createCustomer(db, admin, { name: `客户${step}` }));
      const seen = await store.scan((db) => listCustomers(db, admin, {}, { limit: 200 }));
      assert.equal(seen.length, step);
    }
  });
});
