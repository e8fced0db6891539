import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgent } from '#crm/access/create-agent.ts';
import { createDepartment } from '#crm/access/create-department.ts';
import { createRole } from '#crm/access/create-role.ts';
import { listChanges } from '#crm/changes/list-changes.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { bulkCreateCustomers } from './bulk-create-customers.ts';
import { countCustomers } from './count-customers.ts';
import { createCustomer } from './create-customer.ts';
import type { Customer, CustomerFilter, CustomerPatch } from './customer.ts';
import { deleteCustomer } from './delete-customer.ts';
import { findCustomers } from './find-customers.ts';
import { getCustomer } from './get-customer.ts';
import { listCustomers } from './list-customers.ts';
import { restoreCustomer } from './restore-customer.ts';
import { updateCustomer } from './update-customer.ts';

const phones = (...contents: string[]): CustomerPatch => ({ phones: { kind: 'all', contents } });

onEachEngine('customers', (boot) => {
  let at: TestStore;
  const create = (patch: CustomerPatch, who: Caller = at.admin) =>
    at.store.write((db) => createCustomer(db, who, patch));
  const update = (id: bigint, patch: CustomerPatch, who: Caller = at.admin) =>
    at.store.write((db) => updateCustomer(db, who, id, patch));
  const changesOf = (id: bigint) =>
    at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['field', 'label', 'old_text', 'new_text', 'via'])
        .where('tenant_id', '=', at.tenantId)
        .where('record_id', '=', id)
        .orderBy('id')
        .execute(),
    );
  const list = (filter: CustomerFilter, who: Caller = at.admin) =>
    at.store.read(async (db) => ({
      names: (await listCustomers(db, who, filter, { limit: 100 })).map((one) => one.name),
      total: await countCustomers(db, who, filter),
    }));
  const refused = (code: CrmErrorCode, field?: string) => (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.code, code);
    if (field !== undefined) assert.equal((error.details as { field?: string }).field, field);
    return true;
  };

  test('a store opens', async () => {
    at = await boot.store();
  });

  test('bad values are refused by field, and nothing is left behind', async () => {
    await assert.rejects(create({}), refused('missing', 'name'));
    await assert.rejects(create({ name: ' \t　' }), refused('missing', 'name'));
    await assert.rejects(create({ name: '甲', companyName: ' ' }), refused('invalid', 'companyName'));
    await assert.rejects(create({ name: '字'.repeat(256) }), refused('too_long', 'name'));
    await assert.rejects(create({ name: 'a\0b' }), refused('invalid', 'name'));
    await assert.rejects(create({ name: '\ud800' }), refused('invalid', 'name'));
    await assert.rejects(create(phones('1234')), refused('invalid', 'phones'));
    await assert.rejects(create(phones('138****8888')), refused('invalid', 'phones'));
    await assert.rejects(create({ name: '甲', stars: 6 }), refused('invalid', 'stars'));
    await assert.rejects(create({ name: '甲', type: { nameOrCode: '没有' } }), refused('unknown_option'));
    await assert.rejects(create({ name: '甲', owner: { agent: { loginNo: 'nobody' } } }), refused('unknown_agent'));
    await assert.rejects(create({ name: '甲', owner: { departmentId: 99999n } }), refused('unknown_department'));
    assert.deepEqual(await list({}), { names: [], total: 0 });
  });

  test('a customer comes back as it was made', async () => {
    const made = await create({
      name: '测试用户',
      ...phones('138 8888-8888', '+86 13888889999'),
      type: { nameOrCode: '潜在客户' },
      source: { nameOrCode: '1' },
      stars: 3,
      labels: ['标签1', ' 标签2 ', '标签1'],
      companyName: '北京天润科技有限公司',
      address: '上海市黄埔区',
    });
    const read = await at.store.read((db) => getCustomer(db, at.admin, made.id));
    assert.deepEqual(read, made);
    assert.deepEqual(
      read.phones.map((phone) => phone.content),
      ['138 8888-8888', '+86 13888889999'],
    );
    assert.deepEqual(
      read.labels.map((label) => label.name),
      ['标签1', '标签2'],
    );
    assert.equal(read.companyName, '北京天润科技有限公司');
    assert.equal(read.sourceId, 3n);
    assert.deepEqual(await changesOf(made.id), []);
  });

  test('a phone finds its customer however it is written, and belongs to one living customer', async () => {
    const find = (phone: string) => at.store.read((db) => findCustomers(db, at.admin, { by: 'phone', phone }, 100));
    assert.equal((await find('13888888888')).length, 1);
    assert.equal((await find('0086 138-8888-8888')).length, 1);
    await assert.rejects(create({ name: '别人', ...phones('13888888888') }), refused('phone_used'));
    await assert.rejects(
      create({ name: '别人', ...phones('13611112222', '138 8888 8888', '13611113333') }),
      (error) => {
        assert.ok(error instanceof CrmError);
        assert.deepEqual([error.code, error.details], ['phone_used', { phone: '138 8888 8888' }]);
        return true;
      },
    );
  });

  test('an update writes one change a field that really changed, and none for an echo', async () => {
    const made = await create({ name: '老王', ...phones('13500000001') });
    await update(made.id, { name: '老王', address: null, ...phones('13500000001') });
    assert.deepEqual(await changesOf(made.id), []);
    const changed = await update(made.id, { name: '王五', companyName: '测试公司名', stars: 2 });
    assert.deepEqual(await changesOf(made.id), [
      { field: 'name', label: '姓名', old_text: '老王', new_text: '王五', via: at.admin.via },
      { field: 'company', label: '公司名称', old_text: '', new_text: '测试公司名', via: at.admin.via },
      { field: 'stars', label: '客户星级', old_text: '', new_text: '2', via: at.admin.via },
    ]);
    assert.equal(changed.version, made.version + 1);
  });

  test('an update that waited for another comes after it in the order of changes; a clock that was set back is let be', async () => {
    const { id, updatedAt } = await create({ name: '等' });
    const updateAt = (after: number, address: string) =>
      at.store.write((db) => updateCustomer(db, { ...at.admin, now: updatedAt + after }, id, { address }));
    const times: number[] = [];
    for (const after of [8000, 5000, 8000, 9000, -3_600_000])
      times.push((await updateAt(after, `地址${times.length}`)).updatedAt - updatedAt);
    assert.deepEqual(times, [8000, 8000, 8000, 9000, -3_600_000]);
    const changes = await at.store.read((db) => listChanges(db, at.admin, 'customer', id, { limit: 10 }));
    assert.deepEqual(
      changes.map((change) => change.newText),
      ['地址3', '地址2', '地址1', '地址0', '地址4'],
    );
  });

  test('an owner needs a department that the agent is in', async () => {
    const made = await create({ name: '待分配' });
    const departmentId = at.admin.directory.agents.get(at.admin.agentId)!.departmentId;
    const loginNo = at.admin.directory.agents.get(at.admin.agentId)!.loginNo;
    await assert.rejects(update(made.id, { owner: { agent: { loginNo } } }), refused('department_missing'));
    const byDepartment = await update(made.id, { owner: { departmentId } });
    assert.deepEqual([byDepartment.ownerAgentId, byDepartment.ownerDepartmentId], [null, departmentId]);
    await assert.rejects(update(made.id, { owner: { agent: { loginNo } } }), refused('department_missing'));
    const owned = await update(made.id, { owner: { agent: { loginNo: loginNo.toUpperCase() }, departmentId } });
    assert.equal(owned.ownerAgentId, at.admin.agentId);
    assert.ok(owned.assignedAt !== null);
    const pooled = await update(made.id, { owner: { agent: null } });
    assert.deepEqual([pooled.ownerAgentId, pooled.ownerDepartmentId], [null, null]);
    assert.ok(pooled.recycledAt !== null);
  });

  test('lists and totals agree through every kind of filter', async () => {
    for (const [name, type] of [
      ['张三丰', '签约客户'],
      ['张三', '签约客户'],
      ['李张三', '潜在客户'],
    ] as const) {
      await create({ name, type: { nameOrCode: type } });
    }
    const signed = at.admin.directory.options.get('customer_type')!.byName.get('签约客户')!.id;
    assert.deepEqual(await list({ typeId: signed }), { names: ['张三', '张三丰'], total: 2 });
    assert.deepEqual(await list({ nameContains: '张三' }), { names: ['李张三', '张三', '张三丰'], total: 3 });
    assert.deepEqual(await list({ nameContains: '张三丰' }), { names: ['张三丰'], total: 1 });
    assert.deepEqual(await list({ nameContains: '张三', typeId: signed }), { names: ['张三', '张三丰'], total: 2 });
    assert.deepEqual(await list({ phoneContains: '8889999' }), { names: ['测试用户'], total: 1 });
    assert.deepEqual(await list({ phoneContains: '9' }), { names: ['测试用户'], total: 1 });
    assert.deepEqual(await list({ nameContains: '%' }), { names: [], total: 0 });
    const all = await list({});
    assert.equal(all.names.length, all.total);
  });

  test('a part of an id finds those whose digits contain it, however they were made', async () => {
    const [alone, renamed, restored] = [6470844909275561985n, 9090927556n, 55556666n];
    const made = await at.store.write(async (db) => {
      const ids: bigint[] = [];
      for (const id of [alone, renamed, restored]) {
        const { id: kept } = await createCustomer(db, at.admin, { name: `号码${id}` }, { id });
        ids.push(kept);
      }
      const rows = [{ patch: { name: '批' }, origin: { id: 7788990077n } }, { patch: { name: '批' } }];
      for (const outcome of await bulkCreateCustomers(db, at.admin, rows)) if ('id' in outcome) ids.push(outcome.id);
      return ids;
    });
    assert.equal(made.length, 5);
    await update(renamed, { name: '改名' });
    await at.store.write((db) => deleteCustomer(db, at.admin, restored));
    await at.store.write((db) => restoreCustomer(db, at.admin, restored));
    const all = await at.store.read((db) => listCustomers(db, at.admin, {}, { limit: 1000 }));
    const ids = all.map((one) => String(one.id));
    const digits = made.map(String);
    const parts = digits.flatMap((id) => [id, id.slice(1), id.slice(0, 3), id.slice(-2), id.slice(2, 6), id.slice(-1)]);
    for (const part of [...parts, '909', '9090', '77', '0000', '12345']) {
      const found = await at.store.read((db) => listCustomers(db, at.admin, { idContains: part }, { limit: 1000 }));
      const expected = ids.filter((id) => id.includes(part));
      assert.deepEqual(
        found.map((one) => String(one.id)),
        expected,
        part,
      );
      assert.equal((await list({ idContains: part })).total, expected.length, part);
      const named = await list({ idContains: part, nameContains: '批' });
      assert.equal(named.total, digits.slice(3).filter((id) => id.includes(part)).length, part);
    }
    for (const id of [alone, 7788990077n]) await at.store.write((db) => deleteCustomer(db, at.admin, id));
    assert.equal((await list({ idContains: '0844909275' })).total, 0);
  });

  test('deleting frees the phone and restoring takes it back, unless it was taken meanwhile', async () => {
    const made = await create({ name: '将删', ...phones('13600000001') });
    const before = await list({});
    await at.store.write((db) => deleteCustomer(db, at.admin, made.id));
    assert.equal((await list({})).total, before.total - 1);
    assert.deepEqual((await list({ nameContains: '将删' })).names, []);
    await assert.rejects(
      at.store.read((db) => getCustomer(db, at.admin, made.id)),
      refused('not_found'),
    );
    const other = await create({ name: '后来', ...phones('13600000001') });
    const restore = () => at.store.write((db) => restoreCustomer(db, at.admin, made.id));
    await assert.rejects(restore(), refused('phone_used'));
    await at.store.write((db) => deleteCustomer(db, at.admin, other.id));
    assert.deepEqual(
      (await restore()).phones.map((phone) => phone.content),
      ['13600000001'],
    );
    assert.deepEqual(await list({ nameContains: '将删' }), { names: ['将删'], total: 1 });
  });

  test('64 callers who take one phone at once: one gets it', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 64 }, (_unused, n) => create({ name: `抢${n}`, ...phones('13700000001') })),
    );
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    assert.equal(won.length, 1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') refused('phone_used')(outcome.reason);
    assert.equal((await list({ nameContains: '抢' })).total, 1);
  });

  test('concurrent updates of different fields all survive', async () => {
    const made = await create({ name: '并发' });
    const patches: CustomerPatch[] = [
      { address: '甲' },
      { stars: 4 },
      { labels: ['乙'] },
      { companyName: '丙' },
      { imThirdId: '丁' },
      phones('13800000077'),
    ];
    await Promise.all(patches.map((patch) => update(made.id, patch)));
    const read: Customer = await at.store.read((db) => getCustomer(db, at.admin, made.id));
    assert.deepEqual(
      [read.address, read.stars, read.labels[0]?.name, read.companyName, read.imThirdId, read.phones[0]?.content],
      ['甲', 4, '乙', '丙', '丁', '13800000077'],
    );
    assert.equal((await changesOf(made.id)).length, 6);
  });

  test('an agent with own scope sees what it owns or serves, and the pool', async () => {
    const agent = [...at.admin.directory.agents.values()].find(
      (one) => at.admin.directory.roles.get(one.roleId)?.scope === 'own',
    )!;
    const who = await at.callerOf(agent.loginNo);
    const departmentId = agent.departmentId;
    const mine = { agent: { id: agent.id }, departmentId };
    await create({ name: '范围甲', owner: mine });
    await create({ name: '范围乙', owner: { departmentId } });
    await create({ name: '范围丙', owner: { departmentId }, service: mine });
    await create({ name: '范围丁' });
    const seen = await list({ nameContains: '范围' }, who);
    assert.deepEqual(seen, { names: ['范围丁', '范围丙', '范围甲'], total: 3 });
    const owned = await list({ ownerAgentId: agent.id }, who);
    assert.deepEqual(owned, { names: ['范围甲'], total: 1 });
    const everything = await list({}, who);
    assert.equal(everything.names.length, everything.total);
  });

  test('an agent with department scope sees whom its departments own or serve, and totals know it', async () => {
    await at.store.write(async (db) => {
      const roleId = await createRole(db, at.tenantId, { name: '部门', scope: 'department' });
      const departmentId = await createDepartment(db, at.tenantId, { name: '客服部' });
      await createAgent(db, at.tenantId, { loginNo: 'served', name: '客服', passwordHash: '', roleId, departmentId });
      await createAgent(db, at.tenantId, { loginNo: 'mate', name: '同事', passwordHash: '', roleId, departmentId });
    });
    const who = await at.callerOf('served');
    const admin = await at.callerOf('admin');
    const { departmentId } = who.directory.agents.get(who.agentId)!;
    const elsewhere = { departmentId: at.departmentId };
    await create({ name: '部门甲', owner: { departmentId } }, admin);
    await create({ name: '部门乙', owner: elsewhere, service: { departmentId } }, admin);
    const mate = { agent: { loginNo: 'mate' }, departmentId };
    const type = { nameOrCode: '签约客户' };
    await create({ name: '部门丙', owner: elsewhere, service: mate, type }, admin);
    await create({ name: '部门丁', owner: elsewhere }, admin);
    assert.deepEqual(await list({ nameContains: '部门' }, who), { names: ['部门丙', '部门乙', '部门甲'], total: 3 });
    const everything = await list({}, who);
    assert.equal(everything.names.length, everything.total);
    assert.deepEqual(everything.names.slice(0, 3), ['部门丙', '部门乙', '部门甲']);
    const signed = admin.directory.options.get('customer_type')!.byName.get('签约客户')!.id;
    const both = await list({ typeId: signed, ownerDepartmentIds: [at.departmentId] }, who);
    assert.deepEqual(both, { names: ['部门丙'], total: 1 });
  });

  test('phones are masked for a role without phone.reveal, and the mask sent back changes nothing', async () => {
    const agent = [...at.admin.directory.agents.values()].find(
      (one) => !at.admin.directory.roles.get(one.roleId)!.permissions.has('phone.reveal'),
    )!;
    const who = await at.callerOf(agent.loginNo);
    const made = await create({ name: '遮蔽', ...phones('13911112222') });
    const shown = await at.store.read((db) => getCustomer(db, who, made.id));
    assert.equal(shown.phones[0]?.content, '139****2222');
    await update(made.id, phones('139****2222'), who);
    assert.deepEqual(await changesOf(made.id), []);
    await assert.rejects(update(made.id, phones('139****3333'), who), refused('invalid', 'phones'));
  });

  test('writes at once, many in bulk, make one company of a new name', async () => {
    const names = Array.from({ length: 40 }, (_unused, n) => `新公司${n}`);
    const rows = (order: readonly string[]) => order.map((companyName) => ({ patch: { name: '联', companyName } }));
    await Promise.all([
      ...[names, [...names].reverse()].map((order) =>
        at.store.write((db) => bulkCreateCustomers(db, at.admin, rows(order))),
      ),
      ...names.map((companyName) => at.store.write((db) => createCustomer(db, at.admin, { name: '联', companyName }))),
    ]);
    const companies = await at.store.read((db) =>
      db.sql.selectFrom('companies').select(['name', 'customer_count']).where('name', 'in', names).execute(),
    );
    assert.deepEqual(
      companies.map((company) => company.customer_count),
      names.map(() => 3),
    );
  });
});
