import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { enqueueRecycling } from '#jobs/recycle.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, type Answered, signIn } from './agent.ts';

interface Shown {
  readonly id: string;
  readonly inPool: boolean;
  readonly owner: { readonly agent: { readonly loginNo: string } | null };
  readonly poolReason: { readonly name: string } | null;
  readonly recyclesAt: string | null;
  readonly recycledAt: string | null;
}

onEachEngine('native: home, pool, views, reports', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  let tree: Agent;
  const body = <T>(answer: Answered, status = 200): T => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body as T;
  };
  const make = async (more: object): Promise<Shown> =>
    body<Shown>(await admin.send('POST', '/api/customers', { name: '甲', ...more }), 201);
  const rule = (quotaPerDay: number, recycleAfterDays: number, claimRoleIds: string[] | null = null) =>
    admin.send('PUT', '/api/admin/pool-rule', { quotaPerDay, recycleAfterDays, claimRoleIds });

  test('boots', async () => {
    at = await boot.app();
    [admin, own, tree] = [await signIn(at, 'admin'), await signIn(at, 'own'), await signIn(at, 'tree')];
  });

  test("claims stay within the day's quota, also when they come at once, and only one of two gets a customer", async () => {
    body(await rule(2, 0));
    const ids = (await Promise.all([1, 2, 3].map((n) => make({ name: `池 ${n}` })))).map((one) => one.id);
    type Claimed = { claimed: Shown[]; failed: { problem: { code: string } }[]; quota: { used: number; left: number } };
    const claimed = body<Claimed>(await own.send('POST', '/api/pool/claim', { ids }));
    assert.equal(claimed.claimed.length, 2);
    assert.deepEqual(
      claimed.failed.map((one) => one.problem.code),
      ['quota_used'],
    );
    assert.deepEqual([claimed.quota.used, claimed.quota.left], [2, 0]);
    assert.equal(claimed.claimed[0]!.owner.agent?.loginNo, 'own');
    const contested = await make({ name: '争' });
    const two = await Promise.all(
      [tree, admin].map((agent) => agent.send('POST', '/api/pool/claim', { ids: [contested.id] })),
    );
    assert.equal(two.flatMap((answer) => body<Claimed>(answer).claimed).length, 1);
    const left = body<{ total: number; quota: { perDay: number } }>(await own.get('/api/pool'));
    assert.deepEqual([left.total, left.quota.perDay], [1, 2]);
  });

  test('a role that the rule leaves out claims nothing', async () => {
    const [role] = [...at.admin.directory.roles.values()].filter(({ name }) => name === '主管');
    body(await rule(20, 0, [String(role!.id)]));
    const { id } = await make({ name: '限' });
    type Claimed = { failed: { problem: { code: string } }[] };
    const refused = body<Claimed>(await own.send('POST', '/api/pool/claim', { ids: [id] }));
    assert.equal(refused.failed[0]?.problem.code, 'forbidden');
    assert.equal(
      (await own.send('PUT', '/api/admin/pool-rule', { quotaPerDay: 9, recycleAfterDays: 0, claimRoleIds: null }))
        .status,
      403,
    );
    assert.equal((await rule(20, 0, ['99'])).status, 404);
    body(await rule(20, 0));
  });

  test('a customer goes back with a reason, and can be assigned again', async () => {
    const { id } = await make({ name: '还', owner: { agent: { loginNo: 'own' } } });
    const path = `/api/customers/${id}/return`;
    assert.equal((await own.send('POST', path, {})).status, 400);
    assert.equal((await own.send('POST', path, { reason: '77' })).status, 422);
    const back = body<Shown>(await own.send('POST', path, { reason: { name: '手动放弃' } }));
    assert.deepEqual([back.inPool, back.poolReason?.name], [true, '手动放弃']);
    assert.equal((await own.send('POST', path, { reason: '1' })).status, 422);
    const assigned = await admin.send('POST', '/api/pool/assign', { ids: [id], owner: { agent: { loginNo: 'tree' } } });
    assert.deepEqual(body<{ changed: string[] }>(assigned).changed, [id]);
    const again = await admin.send('POST', '/api/pool/assign', { ids: [id], owner: { agent: { loginNo: 'own' } } });
    assert.equal(body<{ failed: unknown[] }>(again).failed.length, 1);
  });

  test('customers whom nobody contacted for as long as the rule says fall into the pool by a job, others stay', async () => {
    body(await rule(20, 30));
    const old = await make({ name: '久', owner: { agent: { loginNo: 'own' } }, assignedAt: '2026-01-01T00:00:00Z' });
    const fresh = await make({ name: '新', owner: { agent: { loginNo: 'own' } } });
    const spoken = await make({ name: '谈', owner: { agent: { loginNo: 'own' } }, assignedAt: '2026-01-01T00:00:00Z' });
    body(await own.send('POST', '/api/follow-ups', { customerId: spoken.id, type: '37', content: '刚谈过' }), 201);
    const soon = body<{ items: Shown[] }>(await own.get('/api/pool/soon'));
    assert.deepEqual(
      soon.items.map((one) => one.id),
      [old.id],
    );
    assert.equal(await enqueueRecycling(at.store), true);
    assert.equal(await enqueueRecycling(at.store), false);
    at.app.context.wakeJobs();
    const shown = async (id: string) => body<Shown>(await admin.get(`/api/customers/${id}`));
    for (let tries = 0; tries < 100 && !(await shown(old.id)).inPool; tries += 1) await delay(50);
    const fallen = await shown(old.id);
    assert.deepEqual([fallen.inPool, fallen.poolReason?.name, fallen.recyclesAt], [true, '超期未联系', null]);
    assert.deepEqual([(await shown(fresh.id)).inPool, (await shown(spoken.id)).inPool], [false, false]);
    assert.notEqual((await shown(fresh.id)).recyclesAt, null);
  });

  test("home shows promised contacts, the overdue first, until somebody speaks to the customer; and the agent's last customers", async () => {
    const { id } = await make({ name: '约', owner: { agent: { loginNo: 'own' } } });
    const promise = (at_: Date) =>
      own.send('POST', '/api/follow-ups', {
        customerId: id,
        type: '37',
        content: '再约',
        nextContactAt: at_.toISOString(),
      });
    body(await promise(new Date(Date.now() - 3 * 24 * 3600_000)), 201);
    type Home = {
      due: { overdueTotal: number; overdue: { followUp: { customer: { id: string } } }[] };
      recent: Shown[];
      pool: { newToday: number; total: number };
      mine: { total: number };
    };
    const home = body<Home>(await own.get('/api/home'));
    assert.deepEqual([home.due.overdueTotal, home.due.overdue[0]?.followUp.customer.id], [1, id]);
    assert.ok(home.pool.newToday >= 1 && home.mine.total >= 2);
    assert.equal((await own.send('POST', `/api/customers/${id}/seen`)).status, 204);
    assert.equal((await own.send('POST', '/api/customers/999999/seen')).status, 404);
    body(await own.send('POST', '/api/follow-ups', { customerId: id, type: '37', content: '谈了' }), 201);
    const later = body<Home>(await own.get('/api/home'));
    assert.deepEqual([later.due.overdueTotal, later.recent.map((one) => one.id)], [0, [id]]);
  });

  test('saved views are seen by those they are shared with, and changed by their owner', async () => {
    const view = { record: 'customers', name: '我的客户', sharing: 'me', definition: { filters: { owner: 'me' } } };
    const made = body<{ id: string; version: number }>(await own.send('POST', '/api/views', view), 201);
    const list = async (agent: Agent) =>
      body<{ items: { id: string; mine: boolean }[] }>(await agent.get('/api/views?record=customers')).items;
    assert.deepEqual([(await list(own)).length, (await list(tree)).length], [1, 0]);
    const path = `/api/views/${made.id}`;
    assert.equal((await tree.send('PATCH', path, { name: '改' })).status, 404);
    body(await own.send('PATCH', path, { sharing: 'department' }, { 'if-match': '1' }));
    assert.equal((await own.send('PATCH', path, { name: '旧' }, { 'if-match': '1' })).status, 412);
    assert.deepEqual(
      (await list(tree)).map((one) => one.mine),
      [false],
    );
    assert.equal((await tree.send('DELETE', path)).status, 403);
    assert.equal((await own.send('DELETE', path)).status, 204);
    assert.equal((await own.send('POST', '/api/views', { ...view, record: 'nothing' })).status, 400);
  });

  test('reports count what the agent may see, day by day', async () => {
    const { id } = await make({ name: '漏', owner: { agent: { loginNo: 'tree' } }, source: '1' });
    body(await tree.send('POST', '/api/opportunities', { customerId: id, name: '单', stage: { code: '25' } }), 201);
    body(await tree.send('POST', '/api/follow-ups', { customerId: id, type: '37', content: '谈' }), 201);
    const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
    const range = `from=${day}&to=${day}`;
    type Funnel = { total: number; won: number; stages: { stage: { id: string } | null; count: number }[] };
    const funnel = async (agent: Agent) => body<Funnel>(await agent.get(`/api/reports/funnel?${range}`));
    assert.ok((await funnel(admin)).stages.every(({ stage }) => stage !== null));
    body(await tree.send('POST', '/api/opportunities', { customerId: id, name: '未定' }), 201);
    const { stages, total } = await funnel(tree);
    assert.deepEqual(stages[0], { stage: null, count: 1 });
    assert.equal(
      stages.reduce((sum, { count }) => sum + count, 0),
      total,
    );
    assert.deepEqual([(await funnel(admin)).won, (await funnel(own)).total], [1, 0]);
    type FollowUps = { days: string[]; agents: { agent: { loginNo: string }; counts: number[] }[]; total: number };
    const written = body<FollowUps>(await admin.get(`/api/reports/follow-ups?${range}`));
    assert.deepEqual(written.days, [day]);
    assert.equal(written.agents.find(({ agent }) => agent.loginNo === 'tree')?.counts[0], 1);
    const ofOwn = body<FollowUps>(await own.get(`/api/reports/follow-ups?${range}`));
    assert.ok(!ofOwn.agents.some(({ agent }) => agent.loginNo === 'tree'));
    type Sources = { sources: { source: { id: string } | null; total: number }[]; total: number };
    const sources = body<Sources>(await admin.get(`/api/reports/new-customers?${range}`));
    assert.equal(sources.sources.find(({ source }) => source?.id === '1')?.total, 1);
    for (const wrong of [
      '',
      '?from=2026-02-31&to=2026-03-01',
      '?from=2026-03-02&to=2026-03-01',
      '?from=2025-01-01&to=2026-01-01',
    ]) {
      assert.equal((await admin.get(`/api/reports/follow-ups${wrong}`)).status, 400, wrong);
    }
  });
});
