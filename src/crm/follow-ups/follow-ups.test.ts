import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { restoreCustomer } from '#crm/customers/restore-customer.ts';
import { fold } from '#crm/search/fold.ts';
import { randomOf } from '#cli/generate/random.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import { mergeCustomers } from '#crm/merge/merge-customers.ts';
import { undoMerge } from '#crm/merge/undo-merge.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { deleteOpportunity } from '#crm/opportunities/delete-opportunities.ts';
import { getOpportunity } from '#crm/opportunities/get-opportunity.ts';
import { updateOption } from '#crm/options/update-option.ts';
import type { Caller } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { createFollowUp } from './create-follow-up.ts';
import { deleteFollowUp, deleteFollowUps } from './delete-follow-ups.ts';
import type { FollowUpFilter } from './follow-up-filter.ts';
import type { FollowUp, FollowUpPatch, KeptFollowUp, NewFollowUp } from './follow-up.ts';
import { getFollowUp } from './get-follow-up.ts';
import { listFollowUps, positionOf, type FollowUpPage, type FollowUpSort } from './list-follow-ups.ts';
import { updateFollowUp } from './update-follow-up.ts';

const PHONE_TYPE = 37n;

onEachEngine('follow-ups', (boot) => {
  let at: TestStore;
  let customerId: bigint;
  const customer = async (patch: CustomerPatch, who: Caller = at.admin) =>
    (await at.store.write((db) => createCustomer(db, who, patch))).id;
  const create = (content: string, input: Partial<NewFollowUp> = {}, kept: KeptFollowUp = {}, who: Caller = at.admin) =>
    at.store.write((db) => createFollowUp(db, who, { customerId, typeId: PHONE_TYPE, content, ...input }, kept));
  const update = (id: bigint, patch: FollowUpPatch, who: Caller = at.admin) =>
    at.store.write((db) => updateFollowUp(db, who, id, patch));
  const remove = (...ids: bigint[]) => at.store.write((db) => deleteFollowUps(db, at.admin, ids));
  const read = (id: bigint, who: Caller = at.admin) => at.store.read((db) => getFollowUp(db, who, id));
  const readCustomer = (id = customerId) => at.store.read((db) => getCustomer(db, at.admin, id));
  const list = (filter: FollowUpFilter, page: Partial<FollowUpPage> = {}, who: Caller = at.admin) =>
    at.store.read((db) => listFollowUps(db, who, filter, { limit: 100, sort: 'created', order: 'desc', ...page }));
  const contents = async (filter: FollowUpFilter, who: Caller = at.admin) => {
    const { followUps, total } = await list(filter, {}, who);
    assert.equal(total, followUps.length);
    return followUps.map((one) => one.contentText);
  };
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    if (field !== undefined) assert.equal((error.details as { field?: string }).field, field);
    return true;
  };

  test('a store opens', async () => {
    at = await boot.store();
    customerId = await customer({
      name: '跟进客户',
      phones: { kind: 'all', contents: ['13600000001', '021-88886666'] },
    });
  });

  test('bad values are refused by field, and nothing is left behind', async () => {
    for (const blank of ['', ' \n\u3000']) await assert.rejects(create(blank), refused('missing', 'content'));
    await assert.rejects(create('字'.repeat(20_001)), refused('too_long', 'content'));
    await assert.rejects(create('a\0b'), refused('invalid', 'content'));
    await assert.rejects(create('\udc00'), refused('invalid', 'content'));
    await assert.rejects(create('x', { typeId: 99n }), refused('unknown_option', 'type'));
    await assert.rejects(create('x', { customerId: 99_999n }), refused('not_found'));
    await assert.rejects(create('x', { opportunityId: 99_999n }), refused('invalid', 'opportunity'));
    await assert.rejects(create('x', { nextContactAt: -1 }), refused('invalid', 'nextContactAt'));
    await assert.rejects(create('x', {}, { id: -5n }), refused('invalid', 'id'));
    const other = await customer({ name: '别的客户' });
    const theirs = await at.store.write((db) => createOpportunity(db, at.admin, other, { name: '别人的商机' }));
    await assert.rejects(create('x', { opportunityId: theirs.id }), refused('invalid', 'opportunity'));
    await at.store.write((db) => deleteOpportunity(db, at.admin, theirs.id));
    await assert.rejects(
      create('x', { customerId: other, opportunityId: theirs.id }),
      refused('invalid', 'opportunity'),
    );
    await assert.rejects(read(1n), refused('not_found'));
    assert.deepEqual(await contents({}), []);
    assert.equal((await readCustomer()).followUpCount, 0);
  });

  test('content is kept raw and found by its text without tags', async () => {
    const html = '<p>价格 <b>AB&amp;C</b></p><script>alert(1)</script>&lt;好&gt;';
    const made = await create(html, { nextContactAt: 1_800_000_000_000 });
    assert.deepEqual(await read(made.id), made);
    assert.equal(made.content, html);
    assert.equal(made.contentText, '价格 AB&Calert(1)<好>');
    assert.deepEqual(await contents({ contentContains: 'ab&c' }), [made.contentText]);
    assert.deepEqual(await contents({ contentContains: '<好>' }), [made.contentText]);
    assert.deepEqual(await contents({ contentContains: '<b>' }), []);
    assert.deepEqual(await contents({ contentContains: '%' }), []);
    await remove(made.id);
    assert.deepEqual(await contents({ contentContains: 'ab&c' }), []);
    assert.equal((await readCustomer()).followUpCount, 0);
  });

  test('a part of any length is found exactly where it stands', async () => {
    const random = randomOf('parts', 0);
    const letters = ['客', '户', '𠮷', 'a', '1', '2', ' ', '"', '%', '\\'];
    const textOf = (length: number) => Array.from({ length }, () => random.pick(letters)).join('');
    const texts = Array.from({ length: 40 }, () => `x${textOf(1 + random.below(60))}x`);
    const made = await Promise.all(texts.map((text) => create(text)));
    const parts = Array.from({ length: 120 }, (_unused, n) => {
      const from = random.pick(texts);
      const start = random.below(from.length);
      return n % 3 === 0 ? textOf(1 + random.below(4)) : from.slice(start, start + 1 + random.below(40));
    });
    for (const part of parts.filter((one) => fold(one) !== '' && one.isWellFormed())) {
      const expected = made.filter((one) => fold(one.contentText).includes(fold(part))).map((one) => one.contentText);
      assert.deepEqual((await contents({ contentContains: part })).sort(), expected.sort(), part);
      // The hits of the gram index told apart, and texts compared.
      for (const more of [
        { typeId: PHONE_TYPE },
        { createdFrom: 0 },
        { customerNameContains: '跟进' },
        { customerId },
      ]) {
        assert.deepEqual((await contents({ contentContains: part, ...more })).sort(), expected, part);
      }
    }
    await remove(...made.map((one) => one.id));
  });

  test('the longest content is taken, counted in code points', async () => {
    const made = await create('𠮷'.repeat(20_000));
    assert.equal((await read(made.id)).content.length, 40_000);
    await remove(made.id);
  });

  test('writing one makes it the last contact of customer and opportunity, and edits neither', async () => {
    const opportunity = await at.store.write((db) => createOpportunity(db, at.admin, customerId, { name: '商机' }));
    const before = await readCustomer();
    const tree = await at.callerOf('tree');
    const made = await create('上门谈', { opportunityId: opportunity.id }, {}, tree);
    const after = await readCustomer();
    assert.deepEqual(after, {
      ...before,
      followUpCount: before.followUpCount + 1,
      lastContactAt: made.createdAt,
      lastContactAgentId: tree.agentId,
      lastContactDepartmentId: at.departmentId,
    });
    const seen = await at.store.read((db) => getOpportunity(db, at.admin, opportunity.id));
    assert.deepEqual(seen, {
      ...opportunity,
      lastContactAt: made.createdAt,
      lastContactAgentId: tree.agentId,
      lastContactDepartmentId: at.departmentId,
    });
    await remove(made.id);
    assert.deepEqual(await readCustomer(), { ...after, followUpCount: before.followUpCount });
    await at.store.write((db) => deleteOpportunity(db, at.admin, opportunity.id));
    assert.deepEqual(await contents({}), []);
  });

  test('an import keeps ids, times and authors; the last contact is that of the newest ever written', async () => {
    const id = await customer({ name: '搬来的' });
    const kept = { id: 6471994196059471873n, createdAt: 2_000_000, updatedAt: 2_500_000, createdByAgentId: null };
    const made = await create('旧记录', { customerId: id }, kept);
    assert.deepEqual([made.id, made.createdAt, made.updatedAt], [kept.id, kept.createdAt, kept.updatedAt]);
    assert.deepEqual([made.createdByAgentId, made.createdRoleId, made.createdDepartmentId], [null, null, null]);
    await assert.rejects(create('重复', { customerId: id }, kept), refused('taken', 'id'));
    await create('更旧', { customerId: id }, { createdAt: 1_000_000, createdByAgentId: at.adminId });
    const seen = await readCustomer(id);
    assert.deepEqual([seen.lastContactAt, seen.lastContactAgentId, seen.followUpCount], [2_000_000, null, 2]);
    await create('更新', { customerId: id }, { createdAt: 3_000_000, createdByAgentId: at.adminId });
    assert.deepEqual((await readCustomer(id)).lastContactAgentId, at.adminId);
    const all = await list({ customerId: id });
    await remove(...all.followUps.map((one) => one.id), 5n);
    assert.deepEqual(await contents({ customerId: id }), []);
    assert.deepEqual([(await readCustomer(id)).followUpCount, (await readCustomer(id)).lastContactAt], [0, 3_000_000]);
  });

  test('an update rewrites content and type with one change each; an echo writes nothing', async () => {
    const who = await at.callerOf('admin');
    const made = await create('<i>初稿</i>');
    assert.deepEqual(await update(made.id, { content: '<i>初稿</i>', typeId: PHONE_TYPE }, who), made);
    const changed = await update(made.id, { content: '定稿', typeId: 38n }, who);
    assert.deepEqual(await read(made.id), changed);
    assert.deepEqual(
      [changed.content, changed.contentText, changed.typeId, changed.version, changed.createdAt],
      ['定稿', '定稿', 38n, made.version + 1, made.createdAt],
    );
    const changes = await at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['label', 'old_text', 'new_text'])
        .where('tenant_id', '=', at.tenantId)
        .where('record', '=', 'follow_up')
        .orderBy('id')
        .execute(),
    );
    assert.deepEqual(changes, [
      { label: '跟进内容', old_text: '<i>初稿</i>', new_text: '定稿' },
      { label: '跟进类型', old_text: '电话跟进', new_text: '上门拜访' },
    ]);
    assert.deepEqual(await contents({ contentContains: '初稿' }), []);
    assert.deepEqual(await contents({ contentContains: '定稿' }), ['定稿']);
    await assert.rejects(update(made.id, { content: '' }), refused('missing', 'content'));
    await assert.rejects(update(made.id, { typeId: 99n }), refused('unknown_option', 'type'));
    await assert.rejects(
      at.store.write((db) => updateFollowUp(db, who, made.id, { content: 'x' }, { version: made.version })),
      refused('stale'),
    );
    // One that an older rule let in stays as it is until it is written anew.
    await at.store.write((db) =>
      db.sql.updateTable('follow_ups').set({ content: ' ' }).where('id', '=', made.id).executeTakeFirst(),
    );
    assert.equal((await update(made.id, { content: ' ', typeId: 39n })).content, ' ');
    await remove(made.id);
    await assert.rejects(update(made.id, { content: 'x' }), refused('not_found'));
  });

  test('a disabled type stays where it is and can’t be newly chosen', async () => {
    const made = await create('原类型', { typeId: 39n });
    await at.store.write((db) => updateOption(db, at.tenantId, 'follow_up_type', 39n, { enabled: false }));
    const who = await at.callerOf('admin');
    assert.deepEqual(await update(made.id, { typeId: 39n }, who), made);
    await assert.rejects(create('x', { typeId: 39n }, {}, who), refused('unknown_option', 'type'));
    await remove(made.id);
  });

  test('every filter narrows rows and total alike', async () => {
    const other = await customer({ name: '北京天润', phones: { kind: 'all', contents: ['+86 135 0000 0002'] } });
    const opportunity = await at.store.write((db) => createOpportunity(db, at.admin, customerId, { name: '单' }));
    const tree = await at.callerOf('tree');
    await create('第一次电话 ABC', {}, { createdAt: 1000 });
    await create('第二次拜访 abc', { typeId: 38n, opportunityId: opportunity.id }, { createdAt: 2000 });
    await create('第三次电话', { customerId: other }, { createdAt: 3000, createdByAgentId: tree.agentId });
    const [first, second, third] = ['第一次电话 ABC', '第二次拜访 abc', '第三次电话'] as const;
    assert.deepEqual(await contents({}), [third, second, first]);
    assert.deepEqual(await contents({ customerId: other }), [third]);
    assert.deepEqual(await contents({ customerId: 9_999n }), []);
    assert.deepEqual(await contents({ customerIdContains: String(other) }), [third]);
    const far = await at.store.write((db) =>
      createCustomer(db, at.admin, { name: '远' }, { id: 6470844909275561985n }),
    );
    const fourth = await create('第四次', { customerId: far.id }, { createdAt: 500 });
    for (const part of ['84490927556', '985', '98']) {
      assert.deepEqual(await contents({ customerIdContains: part }), ['第四次']);
      assert.deepEqual(await contents({ customerIdContains: part, customerNameContains: '远', typeId: PHONE_TYPE }), [
        '第四次',
      ]);
      assert.deepEqual(await contents({ customerIdContains: part, customerNameContains: '天润' }), []);
    }
    assert.deepEqual(await contents({ customerIdContains: '98449' }), []);
    await remove(fourth.id);
    assert.deepEqual(await contents({ customerNameContains: '天润' }), [third]);
    assert.deepEqual(await contents({ customerNameContains: '客户' }), [second, first]);
    assert.deepEqual(await contents({ customerNumber: '13600000001' }), [second, first]);
    assert.deepEqual(await contents({ customerNumber: '02188886666' }), [second, first]);
    assert.deepEqual(await contents({ customerNumber: '1360000000' }), []);
    assert.deepEqual(await contents({ contentContains: '电话' }), [third, first]);
    assert.deepEqual(await contents({ contentContains: 'ABC' }), [second, first]);
    assert.deepEqual(await contents({ contentContains: '二次拜访' }), [second]);
    assert.deepEqual(await contents({ contentContains: '电话', customerNameContains: '客户' }), [first]);
    assert.deepEqual(await contents({ typeId: 38n }), [second]);
    assert.deepEqual(await contents({ opportunityId: opportunity.id }), [second]);
    assert.deepEqual(await contents({ createdByAgentId: tree.agentId }), [third]);
    assert.deepEqual(await contents({ createdFrom: 2000 }), [third, second]);
    assert.deepEqual(await contents({ createdFrom: 1000, createdTo: 2000 }), [second, first]);
    assert.deepEqual(await contents({ createdFrom: 1001, createdTo: 1999 }), []);
    assert.deepEqual(await contents({ contentContains: '  ', customerNameContains: '' }), [third, second, first]);
    for (const text of ['\0', 'a\0', '\ud800']) {
      assert.deepEqual(await contents({ contentContains: text }), []);
      assert.deepEqual(await contents({ customerNameContains: text }), []);
    }
  });

  test('a part of the content is found with what else a follow-up is now: its type, time, author and customer', async () => {
    const own = await at.callerOf('own');
    const ofAgent = (id: bigint) => ({ owner: { agent: { id }, departmentId: at.departmentId } });
    const kept = await customer({ name: '留下', ...ofAgent(own.agentId) });
    const other = await customer({ name: '并入', ...ofAgent(at.adminId) });
    const made = await create('交货时间', { customerId: other }, { createdAt: 1000 });
    const isFound = async (filter: FollowUpFilter, who: Caller = at.admin) => {
      const found = [];
      for (const contentContains of ['货', '交货', '交货时'])
        found.push(...(await contents({ contentContains, ...filter }, who)));
      assert.ok(found.length === 0 || found.length === 3, String(found));
      return found.length > 0;
    };
    assert.ok(await isFound({ typeId: PHONE_TYPE, createdTo: 1000, createdByAgentId: at.adminId }));
    for (const createdTo of [1000, 1001, Date.UTC(2026, 0)]) assert.ok(await isFound({ createdFrom: 0, createdTo }));
    assert.ok(await isFound({ createdFrom: 1000 }));
    assert.ok(!(await isFound({ createdFrom: 1001 })));
    assert.ok(!(await isFound({ createdFrom: 0, createdTo: 999 })));
    await update(made.id, { typeId: 38n });
    assert.ok(!(await isFound({ typeId: PHONE_TYPE })));
    assert.ok(await isFound({ typeId: 38n }));
    await update(made.id, { typeId: PHONE_TYPE, content: '交货时间改了' });
    assert.ok(await isFound({ typeId: PHONE_TYPE }));
    assert.ok(!(await isFound({}, own)));
    const { mergeId } = await at.store.write((db) => mergeCustomers(db, at.admin, kept, other));
    assert.ok(await isFound({}, own));
    await at.store.write((db) => undoMerge(db, at.admin, mergeId));
    assert.ok(!(await isFound({}, own)));
    await remove(made.id);
    assert.ok(!(await isFound({})));
  });

  test('pages follow each other in every order without a gap, however they are found', async () => {
    const filters: FollowUpFilter[] = [{}, { contentContains: '次' }, { customerNameContains: '客户' }];
    for (const filter of filters) {
      for (const sort of ['created', 'updated', 'type', 'id'] satisfies FollowUpSort[]) {
        for (const order of ['asc', 'desc'] as const) {
          const whole = (await list(filter, { sort, order })).followUps.map((one) => one.id);
          const walked: bigint[] = [];
          let last: FollowUp | undefined;
          for (;;) {
            const after = last === undefined ? {} : { after: positionOf(last, sort) };
            const { followUps } = await list(filter, { sort, order, limit: 1, ...after });
            if (followUps.length === 0) break;
            last = followUps[0]!;
            walked.push(last.id);
          }
          assert.deepEqual(walked, whole);
          const rest = await list(filter, { sort, order, offset: 1 });
          assert.deepEqual(
            rest.followUps.map((one) => one.id),
            whole.slice(1),
          );
        }
      }
    }
  });

  test("an agent sees and touches those of customers in its reach only; deleting needs the role's leave", async () => {
    const own = await at.callerOf('own');
    const owner = { agent: { id: at.adminId }, departmentId: at.departmentId };
    const hidden = await customer({ name: '别人的客户', owner });
    const made = await create('机密内容', { customerId: hidden });
    for (const filter of [{}, { contentContains: '机密' }, { customerId: hidden }, { customerNameContains: '别人' }]) {
      assert.ok(!(await contents(filter, own)).includes('机密内容'));
      assert.ok((await contents(filter)).includes('机密内容'));
    }
    await assert.rejects(read(made.id, own), refused('not_found'));
    await assert.rejects(update(made.id, { content: 'x' }, own), refused('not_found'));
    await assert.rejects(create('x', { customerId: hidden }, {}, own), refused('not_found'));
    assert.equal((await readCustomer(hidden)).followUpCount, 1);
    await assert.rejects(
      at.store.write((db) => deleteFollowUps(db, own, [made.id])),
      refused('forbidden'),
    );
    assert.equal((await read(made.id, await at.callerOf('tree'))).contentText, '机密内容');
  });

  test('those of a deleted customer are hidden until it is restored', async () => {
    const gone = await customer({ name: '要删' });
    await create('随客户走', { customerId: gone });
    const dead = await create('先删的', { customerId: gone });
    await at.store.write((db) => deleteFollowUp(db, at.admin, dead.id));
    const { total } = await list({});
    await at.store.write((db) => deleteCustomer(db, at.admin, gone));
    assert.equal((await list({})).total, total - 1);
    for (const contentContains of ['随客', '随客户走']) assert.deepEqual(await contents({ contentContains }), []);
    await at.store.write((db) => restoreCustomer(db, at.admin, gone));
    assert.equal((await list({})).total, total);
    for (const contentContains of ['随客', '随客户走'])
      assert.deepEqual(await contents({ contentContains }), ['随客户走']);
    assert.equal((await readCustomer(gone)).followUpCount, 1);
  });
});
