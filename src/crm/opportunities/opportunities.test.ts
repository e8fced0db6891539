import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { restoreCustomer } from '#crm/customers/restore-customer.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import { createField } from '#crm/fields/create-field.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import type { Caller } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { createOpportunity } from './create-opportunity.ts';
import { deleteOpportunities, deleteOpportunity } from './delete-opportunities.ts';
import { getOpportunities, getOpportunity } from './get-opportunity.ts';
import {
  listOpportunities,
  opportunityPosition,
  type OpportunityPage,
  type OpportunitySort,
} from './list-opportunities.ts';
import type { OpportunityFilter } from './opportunity-filter.ts';
import type { KeptOpportunity, Opportunity, OpportunityPatch } from './opportunity.ts';
import { updateOpportunity } from './update-opportunity.ts';

const WON = 25n;
const LOST = 26n;

onEachEngine('opportunities', (boot) => {
  let at: TestStore;
  let customerId: bigint;
  const customer = (name: string, who: Caller = at.admin) => at.store.write((db) => createCustomer(db, who, { name }));
  const create = (patch: OpportunityPatch, kept: KeptOpportunity = {}, of = customerId, who: Caller = at.admin) =>
    at.store.write((db) => createOpportunity(db, who, of, patch, kept));
  const update = (id: bigint, patch: OpportunityPatch, who: Caller = at.admin) =>
    at.store.write((db) => updateOpportunity(db, who, id, patch));
  const read = (id: bigint, who: Caller = at.admin) => at.store.read((db) => getOpportunity(db, who, id));
  const list = (filter: OpportunityFilter, page: Partial<OpportunityPage> = {}, who: Caller = at.admin) =>
    at.store.read((db) => listOpportunities(db, who, filter, { limit: 100, sort: 'created', order: 'desc', ...page }));
  const names = async (filter: OpportunityFilter, who: Caller = at.admin) => {
    const { opportunities, total } = await list(filter, {}, who);
    assert.equal(total, opportunities.length);
    return opportunities.map((one) => one.name);
  };
  const figures = async (id = customerId) => {
    const { opportunityCount, won } = await at.store.read((db) => getCustomer(db, at.admin, id));
    return [opportunityCount, won];
  };
  const changesOf = (id: bigint) =>
    at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['field', 'label', 'old_text', 'new_text'])
        .where('tenant_id', '=', at.tenantId)
        .where('record', '=', 'opportunity')
        .where('record_id', '=', id)
        .orderBy('id')
        .execute(),
    );
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    if (field !== undefined) assert.equal((error.details as { field?: string }).field, field);
    return true;
  };

  test('a store opens', async () => {
    at = await boot.store();
    customerId = (await customer('测试客户')).id;
  });

  test('bad values are refused by field, and nothing is left behind', async () => {
    await assert.rejects(create({ name: '甲' }, {}, 999_999n), refused('not_found'));
    await assert.rejects(create({ name: '字'.repeat(256) }), refused('too_long', 'name'));
    await assert.rejects(create({ name: 'a\0b' }), refused('invalid', 'name'));
    await assert.rejects(create({ name: '甲', type: { id: 77n } }), refused('unknown_option', 'type'));
    await assert.rejects(create({ name: '甲', stage: { id: 77n } }), refused('unknown_option', 'stage'));
    await assert.rejects(create({ name: '甲', loseReason: { id: 1n } }), refused('invalid', 'loseReason'));
    await assert.rejects(create({ name: '甲', loseRemark: '贵' }), refused('invalid', 'loseRemark'));
    await assert.rejects(
      create({ name: '甲', stage: { id: LOST }, loseReason: { id: 99n } }),
      refused('unknown_option'),
    );
    await assert.rejects(create({ name: '甲', owner: { agent: { loginNo: 'nobody' } } }), refused('unknown_agent'));
    await assert.rejects(create({ name: '甲', custom: new Map([[5n, { text: 'x' }]]) }), refused('unknown_field'));
    await assert.rejects(create({ name: '甲' }, { id: 0n }), refused('invalid', 'id'));
    assert.deepEqual(await names({}), []);
    assert.deepEqual(await figures(), [0, false]);
  });

  test('an opportunity comes back as it was made, and is owned as its customer is', async () => {
    const owner = { agent: { id: at.adminId }, departmentId: at.departmentId };
    const owned = await at.store.write((db) => createCustomer(db, at.admin, { name: '有主客户', owner }));
    const made = await create(
      { name: '商机1', type: { id: 1n }, source: { id: 2n }, stage: { id: 22n } },
      {},
      owned.id,
    );
    assert.deepEqual(await read(made.id), made);
    assert.deepEqual(
      [made.ownerAgentId, made.ownerDepartmentId, made.createdByAgentId, made.createdDepartmentId],
      [at.adminId, at.departmentId, at.adminId, at.departmentId],
    );
    assert.deepEqual([made.typeId, made.sourceId, made.stageId, made.lastContactAt], [1n, 2n, 22n, null]);
    assert.deepEqual(await figures(owned.id), [1, false]);
    await at.store.write((db) => deleteOpportunity(db, at.admin, made.id));
  });

  test('an import keeps ids of any size, times and people; a taken id is refused', async () => {
    const kept = {
      id: 6471982131139821569n,
      createdAt: 1543040783_000,
      updatedAt: 1543041375_000,
      createdByAgentId: null,
    };
    const made = await create({ name: '旧商机' }, kept);
    assert.equal(made.id, kept.id);
    assert.deepEqual([made.createdAt, made.updatedAt, made.createdByAgentId], [kept.createdAt, kept.updatedAt, null]);
    await assert.rejects(create({ name: '再来' }, kept), refused('taken', 'id'));
    const next = await create({ name: '新商机' });
    assert.ok(next.id < 2n ** 31n);
    const after = await create({ name: '占位' }, { id: next.id + 1n });
    assert.equal((await create({ name: '跳过' })).id, after.id + 1n);
    assert.deepEqual(await names({}), ['跳过', '占位', '新商机', '旧商机']);
    assert.deepEqual(await figures(), [4, false]);
    await at.store.write((db) => deleteOpportunities(db, at.admin, [kept.id, next.id, after.id, after.id + 1n, 5n]));
    assert.deepEqual(await figures(), [0, false]);
  });

  test('winning marks the customer while one of its opportunities is won', async () => {
    const first = await create({ name: '第一单', stage: { id: WON } });
    assert.deepEqual(await figures(), [1, true]);
    const second = await create({ name: '第二单', stage: { id: 22n } });
    await update(second.id, { stage: { id: WON } });
    await update(first.id, { stage: { id: 24n } });
    assert.deepEqual(await figures(), [2, true]);
    await at.store.write((db) => deleteOpportunity(db, at.admin, second.id));
    assert.deepEqual(await figures(), [1, false]);
    await update(first.id, { stage: null });
    assert.deepEqual(await figures(), [1, false]);
    await at.store.write((db) => deleteOpportunity(db, at.admin, first.id));
  });

  test('a loss has reason and remark, which leave with the stage', async () => {
    const made = await create({ name: '丢单', stage: { id: 22n } });
    await assert.rejects(update(made.id, { loseReason: { id: 1n } }), refused('invalid', 'loseReason'));
    const lost = await update(made.id, { stage: { id: LOST }, loseReason: { id: 1n }, loseRemark: '太贵' });
    assert.deepEqual([lost.loseReasonId, lost.loseRemark], [1n, '太贵']);
    const back = await update(made.id, { stage: { id: 22n } });
    assert.deepEqual([back.loseReasonId, back.loseRemark], [null, '']);
    const reasons = (await changesOf(made.id)).filter((change) => change.field === 'lose_reason');
    assert.deepEqual(reasons, [
      { field: 'lose_reason', label: '输单原因', old_text: '', new_text: '价格过高' },
      { field: 'lose_reason', label: '输单原因', old_text: '价格过高', new_text: '' },
    ]);
    await at.store.write((db) => deleteOpportunity(db, at.admin, made.id));
  });

  test('an update writes one change a field that really changed; an echo writes none and keeps the version', async () => {
    const fieldId = await at.store.write((db) =>
      createField(db, at.tenantId, { record: 'opportunity', kind: 'number', label: '预算' }),
    );
    const who = await at.callerOf('admin');
    const made = await create(
      { name: '项目', stage: { id: 22n }, custom: new Map([[fieldId, { text: '3.50' }]]) },
      {},
      customerId,
      who,
    );
    const echo = await update(
      made.id,
      { name: '项目', stage: { id: 22n }, custom: new Map([[fieldId, { text: '3.5' }]]) },
      who,
    );
    assert.deepEqual(echo, made);
    assert.deepEqual(await changesOf(made.id), []);
    const changed = await update(made.id, { name: '大项目', custom: new Map([[fieldId, { text: '4' }]]) }, who);
    assert.deepEqual(await changesOf(made.id), [
      { field: 'name', label: '商机名称', old_text: '项目', new_text: '大项目' },
      { field: `field:${fieldId}`, label: '预算', old_text: '3.5', new_text: '4' },
    ]);
    assert.deepEqual([changed.version, changed.updatedByAgentId], [made.version + 1, at.adminId]);
    await assert.rejects(
      at.store.write((db) => updateOpportunity(db, who, made.id, { name: 'x' }, { version: made.version })),
      refused('stale'),
    );
    assert.deepEqual(await names({ nameContains: '大项' }), ['大项目']);
    assert.deepEqual(await names({ nameContains: '项目' }), ['大项目']);
    await at.store.write((db) => deleteOpportunity(db, at.admin, made.id));
    assert.deepEqual(await names({ nameContains: '项目' }), []);
    await assert.rejects(read(made.id), refused('not_found'));
    await assert.rejects(update(made.id, { name: 'x' }), refused('not_found'));
  });

  test('a follow-up of it is its last contact', async () => {
    const made = await create({ name: '联系中' });
    const followUp = await at.store.write((db) =>
      createFollowUp(db, at.admin, { customerId, opportunityId: made.id, typeId: 37n, content: '谈过' }),
    );
    const read2 = await read(made.id);
    assert.deepEqual(
      [read2.lastContactAt, read2.lastContactAgentId, read2.updatedAt, read2.version],
      [followUp.createdAt, at.adminId, made.updatedAt, made.version],
    );
    await at.store.write((db) => deleteOpportunity(db, at.admin, made.id));
  });

  test('every filter narrows rows and total alike', async () => {
    const other = (await customer('另一客户')).id;
    const a = await create(
      { name: '甲商机', type: { id: 1n }, source: { id: 1n }, stage: { id: 22n } },
      { createdAt: 1000 },
    );
    await create({ name: '乙商机', type: { id: 2n }, source: { id: 1n }, stage: { id: 23n } }, { createdAt: 2000 });
    await create(
      {
        name: '丙计划',
        type: { id: 2n },
        stage: { id: 22n },
        owner: { agent: { id: at.adminId }, departmentId: at.departmentId },
      },
      { createdAt: 3000 },
      other,
    );
    assert.deepEqual(await names({}), ['丙计划', '乙商机', '甲商机']);
    assert.deepEqual(await names({ customerId }), ['乙商机', '甲商机']);
    assert.deepEqual(await names({ customerIdContains: String(other) }), ['丙计划']);
    assert.deepEqual(await names({ customerNameContains: '另一' }), ['丙计划']);
    assert.deepEqual(await names({ nameContains: '商机' }), ['乙商机', '甲商机']);
    assert.deepEqual(await names({ nameContains: '甲商机' }), ['甲商机']);
    assert.deepEqual(await names({ nameContains: '商机', customerId: other }), []);
    assert.deepEqual(await names({ nameContains: 'a\0' }), []);
    assert.deepEqual(await names({ customerNameContains: '\ud800' }), []);
    assert.deepEqual(await names({ typeId: 2n }), ['丙计划', '乙商机']);
    assert.deepEqual(await names({ sourceId: 1n, typeId: 2n }), ['乙商机']);
    assert.deepEqual(await names({ stageId: 22n }), ['丙计划', '甲商机']);
    assert.deepEqual(await names({ ownerAgentId: at.adminId }), ['丙计划']);
    assert.deepEqual(await names({ createdFrom: 2000 }), ['丙计划', '乙商机']);
    assert.deepEqual(await names({ createdFrom: 1000, createdTo: 1999 }), ['甲商机']);
    const some = await at.store.read((db) => getOpportunities(db, at.admin, [a.id, 12345n]));
    assert.deepEqual([...some.keys()], [a.id]);
  });

  test('pages follow each other in every order without a gap', async () => {
    const orders = ['asc', 'desc'] as const;
    for (const sort of ['created', 'updated', 'id'] satisfies OpportunitySort[]) {
      for (const order of orders) {
        const whole = (await list({}, { sort, order })).opportunities.map((one) => one.id);
        assert.deepEqual(
          whole.toSorted((a, b) => (a < b ? -1 : 1)),
          (await list({}, { sort: 'id', order: 'asc' })).opportunities.map((one) => one.id),
        );
        const walked: bigint[] = [];
        let last: Opportunity | undefined;
        for (;;) {
          const after = last === undefined ? {} : { after: opportunityPosition(last, sort) };
          const { opportunities } = await list({ customerNameContains: '客户' }, { sort, order, limit: 1, ...after });
          if (opportunities.length === 0) break;
          last = opportunities[0]!;
          walked.push(last.id);
        }
        assert.deepEqual(walked, whole);
        assert.deepEqual(
          (await list({}, { sort, order, offset: 1 })).opportunities.map((one) => one.id),
          whole.slice(1),
        );
      }
    }
  });

  test("an agent sees and touches those of customers in its reach only; deleting needs the role's leave", async () => {
    const own = await at.callerOf('own');
    const hidden = (
      await at.store.write((db) =>
        createCustomer(db, at.admin, {
          name: '别人的',
          owner: { agent: { id: at.adminId }, departmentId: at.departmentId },
        }),
      )
    ).id;
    const made = await create({ name: '看不见' }, {}, hidden);
    assert.ok(!(await names({}, own)).includes('看不见'));
    assert.deepEqual(await names({ nameContains: '看不' }, own), []);
    assert.deepEqual(await names({ customerId: hidden }, own), []);
    await assert.rejects(read(made.id, own), refused('not_found'));
    await assert.rejects(update(made.id, { name: 'x' }, own), refused('not_found'));
    await assert.rejects(create({ name: 'x' }, {}, hidden, own), refused('not_found'));
    await assert.rejects(
      at.store.write((db) => deleteOpportunities(db, own, [made.id])),
      refused('forbidden'),
    );
    const tree = await at.callerOf('tree');
    assert.equal((await read(made.id, tree)).name, '看不见');
  });

  test('those of a deleted customer are hidden until it is restored', async () => {
    const gone = (await customer('要删的')).id;
    const kept = await create({ name: '随客户', stage: { id: WON } }, {}, gone);
    const dead = await create({ name: '先删的' }, {}, gone);
    await at.store.write((db) => deleteOpportunity(db, at.admin, dead.id));
    const before = await list({});
    await at.store.write((db) => deleteCustomer(db, at.admin, gone));
    assert.equal((await list({})).total, before.total - 1);
    for (const nameContains of ['随客户', '随客']) assert.deepEqual(await names({ nameContains }), []);
    await assert.rejects(read(kept.id), refused('not_found'));
    await at.store.write((db) => restoreCustomer(db, at.admin, gone));
    assert.deepEqual((await list({})).total, before.total);
    for (const nameContains of ['随客户', '随客']) assert.deepEqual(await names({ nameContains }), ['随客户']);
    assert.deepEqual(await figures(gone), [1, true]);
  });
});
