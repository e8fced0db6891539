import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery } from 'kysely';
import { OWNER_COLUMNS } from '#crm/access/scope.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { restoreCustomer } from '#crm/customers/restore-customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { checkFigures } from '#crm/figures/check-figures.ts';
import { bulkCreateFollowUps } from '#crm/follow-ups/bulk-create-follow-ups.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { deleteFollowUp } from '#crm/follow-ups/delete-follow-ups.ts';
import type { FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import { countFollowUps } from '#crm/follow-ups/list-follow-ups.ts';
import { mergeCustomers } from '#crm/merge/merge-customers.ts';
import { undoMerge } from '#crm/merge/undo-merge.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { deleteOpportunity } from '#crm/opportunities/delete-opportunities.ts';
import { countOpportunities } from '#crm/opportunities/list-opportunities.ts';
import { restoreOpportunity } from '#crm/opportunities/restore-opportunity.ts';
import type { Writer } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';

const TYPE = 37n;

onEachEngine('records of the customers that an agent reaches', (boot) => {
  let at: TestStore;
  const write = <T>(work: (db: Writer) => Promise<T>) => at.store.write(work);
  const customer = async (name: string, patch: CustomerPatch = {}) =>
    (await write((db) => createCustomer(db, at.admin, { name, ...patch }))).id;
  const followUp = async (customerId: bigint) =>
    (await write((db) => createFollowUp(db, at.admin, { customerId, typeId: TYPE, content: '跟进' }))).id;
  const opportunity = async (customerId: bigint) =>
    (await write((db) => createOpportunity(db, at.admin, customerId, { name: '商机' }))).id;
  /** What an agent counts who owns and serves what is told here. */
  const expect = async (followUps: number, opportunities: number) => {
    assert.deepEqual(await at.store.read((db) => checkFigures(db)), []);
    const own = await at.callerOf('own');
    const count = (filter: FollowUpFilter) => at.store.read((db) => countFollowUps(db, own, filter));
    assert.equal(await count({}), followUps, 'follow-ups');
    assert.equal(await count({ createdFrom: 0 }), followUps, 'follow-ups of a time');
    const byContent = [await count({ contentContains: '跟进' }), await count({ contentContains: '批' })];
    assert.equal(byContent[0]! + byContent[1]!, followUps, 'follow-ups of a content');
    assert.equal(await at.store.read((db) => countOpportunities(db, own, {})), opportunities, 'opportunities');
    // The department of everybody's customers.
    const tree = await at.callerOf('tree');
    const all = await at.store.read((db) => countFollowUps(db, at.admin, {}));
    assert.equal(await at.store.read((db) => countFollowUps(db, tree, {})), all, "a department's");
  };

  test('are counted whatever happens to them and to their customers', async () => {
    at = await boot.store();
    const own = await at.callerOf('own');
    const ofOwn = { agent: { id: own.agentId }, departmentId: at.departmentId };
    const ofAdmin = { agent: { id: at.adminId }, departmentId: at.departmentId };
    const pooled = await customer('公海');
    const mine = await customer('我的', { owner: ofOwn });
    const served = await customer('服务的', { owner: ofAdmin, service: ofOwn });
    const others = await customer('别人的', { owner: ofAdmin });
    const ids: bigint[] = [];
    for (const id of [pooled, pooled, mine, served, others]) ids.push(await followUp(id));
    const [first] = [await opportunity(pooled), await opportunity(served), await opportunity(others)];
    await expect(4, 2);
    const input = (customerId: bigint) => ({ input: { customerId, typeId: TYPE, content: '批' } });
    await write((db) => bulkCreateFollowUps(db, at.admin, [pooled, pooled, others, mine].map(input)));
    await expect(7, 2);
    await write((db) => deleteFollowUp(db, at.admin, ids[0]!));
    await write((db) => deleteOpportunity(db, at.admin, first!));
    await expect(6, 1);
    await write((db) => restoreOpportunity(db, at.admin, first!));
    await write((db) => updateCustomer(db, at.admin, pooled, { owner: ofAdmin }));
    await expect(3, 1);
    await write((db) => updateCustomer(db, at.admin, pooled, { owner: { agent: null, departmentId: null } }));
    await expect(6, 2);
    // Served, and in the pool as well: counted once.
    await write((db) => updateCustomer(db, at.admin, pooled, { service: ofOwn }));
    await expect(6, 2);
    await write((db) => deleteCustomer(db, at.admin, pooled));
    await expect(3, 1);
    await write((db) => restoreCustomer(db, at.admin, pooled));
    await expect(6, 2);
    const intoPool = await write((db) => mergeCustomers(db, at.admin, pooled, others));
    await expect(8, 3);
    await write((db) => undoMerge(db, at.admin, intoPool.mergeId));
    await expect(6, 2);
    const outOfPool = await write((db) => mergeCustomers(db, at.admin, others, pooled));
    await write((db) => undoMerge(db, at.admin, outOfPool.mergeId));
    await expect(6, 2);
  });

  test('are counted when a store that knew no such counts is migrated', async () => {
    await write(async (db) => {
      await db.sql.deleteFrom('record_counts').where('name', 'like', '% of %').execute();
      await db.sql
        .deleteFrom('huiliu_migrations' as 'settings')
        .where('name', 'like', '0002%')
        .execute();
    });
    assert.deepEqual((await at.store.engine.migrate()).applied, ['0002-owners-records']);
    await expect(6, 2);
  });

  test("are listed when a store whose follow-ups didn't keep whose they are is migrated", async () => {
    const before = ['DROP INDEX follow_ups_created', 'DROP INDEX IF EXISTS follow_ups_hits'];
    for (const column of OWNER_COLUMNS) before.push(`ALTER TABLE follow_ups DROP COLUMN ${column}`);
    before.push('CREATE INDEX follow_ups_created ON follow_ups (tenant_id, visible, created_at, id, customer_id)');
    await write(async (db) => {
      for (const statement of before) await db.sql.executeQuery(CompiledQuery.raw(statement));
      await db.sql
        .deleteFrom('huiliu_migrations' as 'settings')
        .where('name', 'like', '0004%')
        .execute();
    });
    assert.deepEqual((await at.store.engine.migrate()).applied, ['0004-owner-beside']);
    await expect(6, 2);
  });
});
