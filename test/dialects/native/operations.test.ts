import assert from 'node:assert/strict';
import { test } from 'node:test';
import manifest from '../../../package.json' with { type: 'json' };
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, type Answered, signIn } from './agent.ts';

onEachEngine('native: audit, request log, health, webhooks', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  const body = <T>(answer: Answered, status = 200): T => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body as T;
  };

  test('boots', async () => {
    at = await boot.app();
    [admin, own] = [await signIn(at, 'admin'), await signIn(at, 'own')];
  });

  test('settings and sign-ins leave a trace that an admin can search, page by page', async () => {
    body(await admin.send('POST', '/api/admin/departments', { name: '华南' }), 201);
    type Audit = { items: { action: string; agent: { loginNo: string } }[]; total: number; nextCursor: string | null };
    const found = body<Audit>(await admin.get('/api/admin/audit?action=department.create'));
    assert.deepEqual([found.total, found.items[0]?.agent.loginNo], [1, 'admin']);
    const first = body<Audit>(await admin.get('/api/admin/audit?limit=1'));
    const second = body<Audit>(await admin.get(`/api/admin/audit?limit=1&cursor=${first.nextCursor}`));
    assert.notDeepEqual(first.items, second.items);
    assert.equal((await own.get('/api/admin/audit')).status, 403);
  });

  test('requests of every dialect stand in the log, without what they asked for', async () => {
    await at.fetch(`/open_api/customers/get_customer?${at.sign()}&type=cellphone&content=13800000001`);
    await admin.get('/api/customers?phone=13800000001');
    type Log = { items: { dialect: string; path: string; status: number; client: string | null }[]; next: number };
    const log = body<Log>(await admin.get('/api/admin/requests'));
    const ttf = log.items.find(({ dialect }) => dialect === 'ttf');
    assert.deepEqual([ttf?.status, ttf?.client], [200, String(at.client.id)]);
    assert.ok(!JSON.stringify(log).includes('13800000001'));
    assert.match(ttf!.path, /content=\*\*\*/);
    const later = body<Log>(await admin.get(`/api/admin/requests?after=${log.next}`));
    assert.ok(later.items.length < log.items.length);
  });

  test('the signature debugger tells a right sign from a wrong one, and never the secret', async () => {
    type Told = { ok: boolean; expected: string; checks: { name: string; ok: boolean }[] };
    const debug = async (url: string) =>
      body<Told>(await admin.send('POST', '/api/admin/debug-signature', { dialect: 'ttf', url }));
    const right = await debug(`/open_api/customers?${at.sign()}`);
    assert.equal(right.ok, true);
    const wrong = await debug(`/open_api/customers?${at.sign().replace(/sign=..../, 'sign=0000')}`);
    assert.deepEqual(
      wrong.checks.filter(({ ok }) => !ok).map(({ name }) => name),
      ['sign'],
    );
    assert.ok(!JSON.stringify([right, wrong]).includes(at.client.secret));
    const headers = { Authorization: `Bearer ${'0'.repeat(40)}` };
    const bearer = await admin.send('POST', '/api/admin/debug-signature', { dialect: 'icsoc', url: '/', headers });
    assert.equal(body<Told>(bearer).ok, false);
    assert.equal(
      (await admin.send('POST', '/api/admin/debug-signature', { dialect: 'klingon', url: '/' })).status,
      400,
    );
  });

  test('"show as" gives a line to paste, with a secret for admins only', async () => {
    const { id } = body<{ id: string }>(await own.send('POST', '/api/customers', { name: '甲' }), 201);
    for (const dialect of ['ttf', 'bangwo8', 'icsoc', 'native']) {
      const path = `/api/customers/${id}/as/${dialect}/curl`;
      const bare = body<{ curl: string; signed: boolean }>(await own.get(path));
      assert.ok(!bare.signed && bare.curl.includes('$CLIENT_SECRET'), bare.curl);
      const signed = body<{ curl: string }>(await admin.get(`${path}?clientId=${at.client.id}`));
      assert.ok(signed.curl.includes(at.client.secret));
      assert.equal((await own.get(`${path}?clientId=${at.client.id}`)).status, 403);
    }
  });

  test("a company field's picker page is named for the console's frame", async () => {
    const company = body<{ id: string }>(await admin.send('POST', '/api/companies', { name: '租车行' }), 201);
    const field = {
      record: 'company',
      kind: 'input',
      label: '设备',
      key: 'device',
      settings: { extension: 'tableName=cars&cPara=_id:device' },
    };
    body(await admin.send('POST', '/api/admin/fields', field), 201);
    const page = body<{ url: string; origin: string }>(await own.get(`/api/companies/${company.id}/picker/device`));
    assert.deepEqual([page.origin, page.url.startsWith('/osp2016/')], [at.baseUrl, true]);
    assert.equal((await own.get(`/api/companies/${company.id}/picker/nothing`)).status, 404);
  });

  test('health counts, and webhooks keep their secret to themselves', async () => {
    const health = body<{ version: string; counts: { customers: number }; store: { ready: boolean } }>(
      await admin.get('/api/admin/health'),
    );
    assert.deepEqual([health.counts.customers, health.store.ready], [1, true]);
    assert.equal(health.version, manifest.version, 'of the program, not of Node');
    const hook = { url: 'https://hooks.example.cn/huiliu', kinds: ['customer.*'], enabled: false };
    const made = body<{ id: string; secret: string }>(await admin.send('POST', '/api/admin/webhooks', hook), 201);
    assert.match(made.secret, /^whsec_/);
    const path = `/api/admin/webhooks/${made.id}`;
    const renewed = body<{ secret: string }>(await admin.send('POST', `${path}/secret`));
    assert.notEqual(renewed.secret, made.secret);
    assert.ok(!JSON.stringify((await admin.get('/api/admin/webhooks')).body).includes('whsec_'));
    body(await admin.send('PATCH', path, { kinds: ['*'] }));
    body(await admin.send('POST', `${path}/test`), 202);
    const { items } = body<{ items: { id: string; event: { kind: string } }[] }>(await admin.get(`${path}/deliveries`));
    assert.equal(items[0]?.event.kind, 'webhook.test');
    body(await admin.send('POST', `${path}/deliveries/${items[0]!.id}/resend`), 202);
    for (const url of [
      'http://127.0.0.1/x',
      'http://[::1]/',
      'http://localhost:1/',
      'http://169.254.169.254/',
      'ftp://a/',
      'https://u:p@a.cn/',
    ]) {
      assert.equal((await admin.send('POST', '/api/admin/webhooks', { ...hook, url })).status, 422, url);
    }
    assert.equal((await admin.send('POST', '/api/admin/webhooks', { ...hook, kinds: ['drop table'] })).status, 422);
    assert.equal((await own.get('/api/admin/webhooks')).status, 403);
    body(await admin.send('DELETE', path), 204);
  });
});
