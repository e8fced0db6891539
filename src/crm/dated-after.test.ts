import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { listChanges } from '#crm/changes/list-changes.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { restoreCompany } from '#crm/companies/restore-company.ts';
import { updateCompany } from '#crm/companies/update-company.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { updateFollowUp } from '#crm/follow-ups/update-follow-up.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { updateOpportunity } from '#crm/opportunities/update-opportunity.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { datedAfter } from './dated-after.ts';

type Edit = (db: Writer, who: Caller, text: string) => Promise<{ readonly updatedAt: number }>;

onEachEngine('edits that waited for one another', (boot) => {
  let at: TestStore;
  before(async () => {
    at = await boot.store();
  });

  test('none is dated before the one that it comes after, and their changes stand in the order in which they came', async () => {
    const { admin: who, store } = at;
    const customer = await store.write((db) => createCustomer(db, who, { name: '一' }));
    const company = await store.write((db) => createCompany(db, who, { name: '一' }));
    const opportunity = await store.write((db) => createOpportunity(db, who, customer.id, { name: '一' }));
    const followUp = await store.write((db) =>
      createFollowUp(db, who, { customerId: customer.id, typeId: 36n, content: '一' }),
    );
    const edits: [record: 'customer' | 'company' | 'opportunity' | 'follow_up', id: bigint, edit: Edit][] = [
      ['customer', customer.id, (db, by, name) => updateCustomer(db, by, customer.id, { name })],
      ['company', company.id, (db, by, name) => updateCompany(db, by, company.id, { name })],
      ['opportunity', opportunity.id, (db, by, name) => updateOpportunity(db, by, opportunity.id, { name })],
      ['follow_up', followUp.id, (db, by, content) => updateFollowUp(db, by, followUp.id, { content })],
    ];
    for (const [record, id, edit] of edits) {
      const now = Date.now();
      await store.write((db) => edit(db, { ...who, now }, '二'));
      const last = await store.write((db) => edit(db, { ...who, now: now - 50 }, '三'));
      assert.equal(last.updatedAt, now, record);
      const changes = await store.read((db) => listChanges(db, who, record, id, { limit: 10 }));
      assert.deepEqual(
        changes.map((change) => [change.oldText, change.newText, change.changedAt]),
        [
          ['二', '三', now],
          ['一', '二', now],
        ],
        record,
      );
    }
  });

  test('a company that is deleted and brought back isn’t dated before what came before either', async () => {
    const { admin: who, store } = at;
    const now = Date.now();
    const { id } = await store.write((db) => createCompany(db, { ...who, now }, { name: '二' }));
    const deleted = await store.write((db) => deleteCompany(db, { ...who, now: now - 50 }, id));
    assert.deepEqual([deleted.deletedAt, deleted.updatedAt], [now, now]);
    const restored = await store.write((db) => restoreCompany(db, { ...who, now: now - 20 }, id));
    assert.deepEqual([restored.deletedAt, restored.updatedAt], [null, now]);
  });

  test('a time to come, as an import may keep it, dates no edit', () => {
    const { admin: who } = at;
    assert.equal(datedAfter(who, who.now + 3_600_000), who);
    assert.equal(datedAfter(who, who.now), who);
  });
});
