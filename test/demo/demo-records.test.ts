import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

onEachEngine('the demo', (boot) => {
  let at: TestApp;
  before(async () => {
    at = await boot.demo();
  });

  test('holds customer 1 of the TTF examples', async () => {
    const customer = await at.store.read((db) => getCustomer(db, at.admin, 1n));
    assert.equal(customer.name, '测试用户');
  });
});
