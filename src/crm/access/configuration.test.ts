import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { callerFor } from './caller-for.ts';
import { createAgent, type NewAgent } from './create-agent.ts';
import { createClient } from './create-client.ts';
import { createDepartment } from './create-department.ts';
import { createRole } from './create-role.ts';
import { createStore } from './create-store.ts';
import { createTenant } from './create-tenant.ts';
import type { Directory } from './directory.ts';
import { findClient } from './find-client.ts';
import { listClients } from './list-clients.ts';
import { updateAgent } from './update-agent.ts';
import { updateClient } from './update-client.ts';
import { type DepartmentPatch, updateDepartment } from './update-department.ts';
import { updateRole } from './update-role.ts';

onEachEngine('a tenant’s people and clients', (boot) => {
  let at: TestStore;
  let directory: Directory;
  let base: Pick<NewAgent, 'passwordHash' | 'roleId' | 'departmentId'>;

  const refused = (code: CrmErrorCode) => (error: unknown) => error instanceof CrmError && error.is(code);
  const write = <T>(work: (db: Writer) => Promise<T>) => at.store.write(work);
  const refresh = async () => (directory = await at.store.directory(at.tenantId));

  test('a store opens', async () => {
    at = await boot.store();
    await refresh();
    const roleId = [...directory.roles.values()].find((role) => role.name === '坐席')!.id;
    base = { passwordHash: 'unused', roleId, departmentId: [...directory.departments.keys()][0]! };
  });

  test('bad agents are refused and leave nothing behind', async () => {
    const before = directory.agents.size;
    const make = (agent: Partial<NewAgent>) =>
      write((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'bad', name: '坏', ...agent }));
    await assert.rejects(make({ loginNo: '' }), refused('missing'));
    for (const loginNo of ['a b', 'a|b', 'a:b', 'a,b', 'a\u0000'])
      await assert.rejects(make({ loginNo }), refused('invalid'));
    await assert.rejects(make({ loginNo: 'x'.repeat(65) }), refused('too_long'));
    await assert.rejects(make({ name: '  ' }), refused('missing'));
    await assert.rejects(make({ roleId: 999n }), refused('not_found'));
    await assert.rejects(make({ departmentId: 999n }), refused('unknown_department'));
    await assert.rejects(make({ departmentIds: [999n] }), refused('unknown_department'));
    await assert.rejects(make({ id: 0n }), refused('invalid'));
    await refresh();
    assert.equal(directory.agents.size, before);
  });

  test('a login number is one agent’s, whatever its case', async () => {
    const id = await write((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'Ann', name: '安' }));
    await assert.rejects(
      write((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'ANN', name: '安' })),
      refused('taken'),
    );
    const other = await write((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'ben', name: '本' }));
    await assert.rejects(
      write((db) => updateAgent(db, at.tenantId, other, { loginNo: 'ann' })),
      refused('taken'),
    );
    await write((db) => updateAgent(db, at.tenantId, id, { loginNo: 'ANN' }));
    await refresh();
    assert.equal(directory.agentsByLogin.get('ann')?.loginNo, 'ANN');
  });

  test('agents that are made at once with one number: one is, and the others are told that it is taken', async () => {
    const make = () => write((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'twin', name: '双' }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, make));
    assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1);
    for (const one of outcomes)
      if (one.status === 'rejected') assert.ok(refused('taken')(one.reason), String(one.reason));
  });

  test('a department’s name is its own among those below the same, made, renamed or moved', async () => {
    const make = (name: string, parentId: bigint | null = null) =>
      write((db) => createDepartment(db, at.tenantId, { name, parentId }));
    const change = (id: bigint, patch: DepartmentPatch) => write((db) => updateDepartment(db, at.tenantId, id, patch));
    const east = await make('华东');
    const west = await make('华西');
    const sales = await make('销售', east);
    const others = await make('销售', west);
    await assert.rejects(make('华东'), refused('taken'));
    await assert.rejects(make(' 销售 ', east), refused('taken'));
    await assert.rejects(change(west, { name: '华东' }), refused('taken'));
    await assert.rejects(change(others, { parentId: east }), refused('taken'));
    await change(others, { parentId: east, name: '销售二部' });
    await change(sales, { name: '销售' });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => make('同时')));
    assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1);
    for (const one of outcomes)
      if (one.status === 'rejected') assert.ok(refused('taken')(one.reason), String(one.reason));
  });

  test('an agent’s departments hold its main one, before and after a move', async () => {
    const [one, two] = [
      await write((db) => createDepartment(db, at.tenantId, { name: '一' })),
      await write((db) => createDepartment(db, at.tenantId, { name: '二' })),
    ];
    const id = await write((db) =>
      createAgent(db, at.tenantId, { ...base, loginNo: 'mover', name: '动', departmentIds: [one] }),
    );
    const departments = async () =>
      [...(await refresh()).agents.get(id)!.departmentIds].toSorted((a, b) => (a < b ? -1 : 1));
    assert.deepEqual(await departments(), [base.departmentId, one]);
    await write((db) => updateAgent(db, at.tenantId, id, { departmentId: two }));
    assert.deepEqual(await departments(), [base.departmentId, one, two]);
    await write((db) => updateAgent(db, at.tenantId, id, { departmentIds: [] }));
    assert.deepEqual(await departments(), [two]);
    await assert.rejects(
      write((db) => updateAgent(db, at.tenantId, id, { departmentId: 999n })),
      refused('unknown_department'),
    );
    await assert.rejects(
      write((db) => updateAgent(db, at.tenantId, 999n, { name: 'x' })),
      refused('not_found'),
    );
  });

  test('a disabled agent is no caller from then on, in every store', async () => {
    const second = createStore(at.store.engine, at.store.secrets);
    const id = await write((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'gone', name: '去' }));
    for (const store of [at.store, second]) await callerFor(store, at.tenantId, id, 'native');
    await write((db) => updateAgent(db, at.tenantId, id, { state: 'disabled' }));
    for (const store of [at.store, second]) {
      await assert.rejects(callerFor(store, at.tenantId, id, 'native'), refused('forbidden'));
    }
    await write((db) => updateAgent(db, at.tenantId, id, { state: 'active' }));
    for (const store of [at.store, second])
      assert.equal((await callerFor(store, at.tenantId, id, 'native')).agentId, id);
  });

  test('a department can’t hang below itself', async () => {
    const top = await write((db) => createDepartment(db, at.tenantId, { name: '上' }));
    const middle = await write((db) => createDepartment(db, at.tenantId, { name: '中', parentId: top }));
    const low = await write((db) => createDepartment(db, at.tenantId, { name: '下', parentId: middle }));
    for (const parentId of [top, middle, low]) {
      await assert.rejects(
        write((db) => updateDepartment(db, at.tenantId, top, { parentId })),
        refused('invalid'),
      );
    }
    await assert.rejects(
      write((db) => updateDepartment(db, at.tenantId, top, { parentId: 999n })),
      refused('unknown_department'),
    );
    await assert.rejects(
      write((db) => updateDepartment(db, at.tenantId, 999n, { name: 'x' })),
      refused('not_found'),
    );
    await write((db) => updateDepartment(db, at.tenantId, low, { parentId: top, name: '旁' }));
    assert.equal((await refresh()).departments.get(low)?.name, '旁');
    assert.deepEqual([...directory.departments.get(top)!.tree].length, 3);
    assert.deepEqual([...directory.departments.get(middle)!.tree], [middle]);
  });

  test('moves that come together never close a ring', async () => {
    const ids = [];
    for (const name of ['甲', '乙']) ids.push(await write((db) => createDepartment(db, at.tenantId, { name })));
    const [a, b] = ids as [bigint, bigint];
    const outcomes = await Promise.allSettled([
      write((db) => updateDepartment(db, at.tenantId, a, { parentId: b })),
      write((db) => updateDepartment(db, at.tenantId, b, { parentId: a })),
    ]);
    assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1);
  });

  test('a role changes what its agents may, at once', async () => {
    const id = await write((db) => createRole(db, at.tenantId, { name: '试', scope: 'own' }));
    await assert.rejects(
      write((db) => updateRole(db, at.tenantId, id, { name: 'admin' })),
      refused('taken'),
    );
    await assert.rejects(
      write((db) => updateRole(db, at.tenantId, id, { scope: 'world' as 'all' })),
      refused('invalid'),
    );
    await assert.rejects(
      write((db) => updateRole(db, at.tenantId, id, { permissions: ['fly' as 'export'] })),
      refused('invalid'),
    );
    await assert.rejects(
      write((db) => updateRole(db, at.tenantId, 999n, { scope: 'all' })),
      refused('not_found'),
    );
    await write((db) => updateRole(db, at.tenantId, id, { scope: 'tree', permissions: ['export'] }));
    assert.deepEqual([...(await refresh()).roles.get(id)!.permissions], ['export']);
    await write((db) => updateRole(db, at.tenantId, id, { isAdmin: true }));
    assert.equal((await refresh()).roles.get(id)!.permissions.size, 6);
    await write((db) => updateRole(db, at.tenantId, id, { isAdmin: false, permissions: [] }));
    const { permissions, isAdmin, scope } = (await refresh()).roles.get(id)!;
    assert.deepEqual([permissions.size, isAdmin, scope], [0, false, 'tree']);
  });

  test('a client is found by id as it was last written, in every store', async () => {
    const second = createStore(at.store.engine, at.store.secrets);
    const agentId = await write((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'robot', name: '机' }));
    for (const id of [0n, -1n, 4_242_424_242n, 2n ** 63n, 2n ** 64n])
      assert.equal(await findClient(at.store, id), null);

    const made = await write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId, name: '集成', rateLimit: 5 }),
    );
    const present = async () => [await findClient(at.store, made.id), await findClient(second, made.id)];
    const expected = {
      id: made.id,
      tenantId: at.tenantId,
      agentId,
      name: '集成',
      secret: made.secret,
      enabled: true,
      rateLimit: 5,
    };
    assert.deepEqual(await present(), [expected, expected]);
    const update = (patch: Parameters<typeof updateClient>[4]) =>
      write((db) => updateClient(db, at.store.secrets, at.tenantId, made.id, patch));
    await update({ secret: 'a secret of their own', enabled: false, rateLimit: null });
    const changed = { ...expected, secret: 'a secret of their own', enabled: false, rateLimit: null };
    assert.deepEqual(await present(), [changed, changed]);

    await assert.rejects(update({ secret: 'short' }), refused('invalid'));
    await assert.rejects(update({ rateLimit: 0 }), refused('invalid'));
    await assert.rejects(update({ agentId: 999n }), refused('unknown_agent'));
    const stranger = await write((db) => createTenant(db, { code: 'stranger', name: '旁人' }));
    await assert.rejects(
      write((db) => updateClient(db, at.store.secrets, stranger.id, made.id, { enabled: true })),
      refused('not_found'),
    );
    const listed = await at.store.read((db) => listClients(db, at.tenantId));
    assert.ok(listed.some((client) => client.id === made.id && !client.enabled));
    assert.ok(listed.every((client) => !('secret' in client)));
  });

  test('of those who make the same at the same moment one succeeds, and the others are told that it is taken', async () => {
    const race = async (make: (db: Writer) => Promise<unknown>) => {
      const settled = await Promise.allSettled(Array.from({ length: 8 }, () => write(make)));
      const reasons = settled.filter((one) => one.status === 'rejected').map((one) => one.reason as unknown);
      assert.equal(reasons.length, 7);
      for (const reason of reasons) assert.ok(refused('taken')(reason), String(reason));
    };
    await race((db) => createTenant(db, { code: 'at-once', name: '同时' }));
    await race((db) => createAgent(db, at.tenantId, { ...base, loginNo: 'at-once', name: '同时' }));
    await race((db) => createRole(db, at.tenantId, { name: '同时', scope: 'own' }));
  });

  test('a secret is stored sealed', async () => {
    const agentId = directory.agents.keys().next().value!;
    const { id, secret } = await write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId, name: '密' }),
    );
    const row = await at.store.read((db) =>
      db.sql.selectFrom('api_clients').select('secret_sealed').where('id', '=', id).executeTakeFirstOrThrow(),
    );
    assert.ok(!row.secret_sealed.includes(secret));
    assert.equal(at.store.secrets.open(row.secret_sealed), secret);
  });
});
