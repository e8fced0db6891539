import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueSetupToken } from '#crm/access/first-run.ts';
import { issueToken } from '#crm/access/tokens.ts';
import { updateAgent } from '#crm/access/update-agent.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { agentWith, signIn } from './agent.ts';

onEachEngine('native: access', (boot) => {
  let at: TestApp;
  test('boots', async () => {
    at = await boot.app();
  });

  test('no credentials, wrong ones and half ones are all 401 problems', async () => {
    for (const headers of [
      {},
      { cookie: 'huiliu_session=nonsense' },
      { cookie: `huiliu_session=${'0'.repeat(40)}` },
      { authorization: 'Bearer' },
      { authorization: `Bearer ${'f'.repeat(40)}` },
      { authorization: `Basic ${Buffer.from('admin:x').toString('base64')}` },
    ] as Record<string, string>[]) {
      const { status, headers: got, body } = await agentWith(at, headers).get('/api/session');
      assert.equal(status, 401);
      assert.match(got.get('content-type') ?? '', /^application\/problem\+json/);
      assert.equal((body as { code: string }).code, 'unauthenticated');
      assert.equal((body as { requestId: string }).requestId, got.get('x-request-id'));
    }
  });

  test('a wrong password tells nothing, and too many shut the login', async () => {
    const sign = (login: string, password: string) =>
      agentWith(at, {}).send('POST', '/api/session', { login: `${at.tenantCode}|${login}`, password });
    const unknown = await sign('nobody', 'x');
    const wrong = await sign('tree', 'x');
    assert.equal(unknown.status, 401);
    assert.deepEqual({ ...(unknown.body as object), requestId: '' }, { ...(wrong.body as object), requestId: '' });
    for (let i = 0; i < 4; i += 1) await sign('tree', 'x');
    const shut = await sign('tree', at.adminLogin.password);
    assert.equal(shut.status, 429);
    assert.equal((shut.body as { code: string }).code, 'locked');
    assert.ok(Number(shut.headers.get('retry-after')) > 0);
  });

  test('the cookie is hidden from scripts, and names who is signed in until signing out', async () => {
    const answer = await at.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: `${at.tenantCode}|ADMIN`, password: at.adminLogin.password, language: 'en' }),
    });
    assert.equal(answer.status, 201);
    const cookie = answer.headers.get('set-cookie')!;
    assert.match(cookie, /^huiliu_session=[0-9a-f]{40}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/);
    const agent = agentWith(at, { cookie: cookie.split(';', 1)[0]! });
    const { body } = await agent.get('/api/session');
    const session = body as { agent: { loginNo: string }; isAdmin: boolean; scope: string; language: string };
    assert.deepEqual(
      [session.agent.loginNo, session.isAdmin, session.scope, session.language],
      ['admin', true, 'all', 'en'],
    );
    const out = await agent.send('DELETE', '/api/session');
    assert.equal(out.status, 204);
    assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/);
    assert.equal((await agent.get('/api/session')).status, 401);
  });

  test("another site's page can't write, nor sign its visitor in", async () => {
    const agent = await signIn(at, 'admin');
    const sites: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ];
    for (const headers of sites) {
      const refused = await agent.send('PUT', '/api/preferences/theme', '"dark"', headers);
      assert.equal(refused.status, 403);
      assert.equal((refused.body as { code: string }).code, 'cross_origin');
      const signing = await agentWith(at, headers).send('POST', '/api/session', {
        login: `${at.tenantCode}|admin`,
        password: at.adminLogin.password,
      });
      assert.equal(signing.status, 403);
    }
    const own = await agent.send('PUT', '/api/preferences/theme', '"dark"', { origin: at.baseUrl });
    assert.equal(own.status, 204);
    assert.deepEqual((await agent.get('/api/preferences')).body, { language: 'en', theme: 'dark' });
  });

  test('sessions are listed, ended one by one and all at once, and end with a new password', async () => {
    const [first, second, third] = [await signIn(at, 'own'), await signIn(at, 'own'), await signIn(at, 'own')];
    type Listed = { items: { id: string; current: boolean }[] };
    const { items } = (await first.get('/api/sessions')).body as Listed;
    assert.equal(items.length, 3);
    assert.equal(items.filter((one) => one.current).length, 1);
    const { items: ofSecond } = (await second.get('/api/sessions')).body as Listed;
    const second_id = ofSecond.find((one) => one.current)!.id;
    assert.equal((await first.send('DELETE', `/api/sessions/${second_id}`)).status, 204);
    assert.equal((await second.get('/api/session')).status, 401);
    assert.equal((await first.send('DELETE', `/api/sessions/${second_id}`)).status, 404);
    assert.equal((await first.send('DELETE', '/api/sessions')).status, 204);
    assert.equal((await third.get('/api/session')).status, 401);
    const wrong = await first.send('POST', '/api/session/password', { current: 'x', new: 'Another-horse-8' });
    assert.equal(wrong.status, 422);
    const weak = await first.send('POST', '/api/session/password', { current: at.adminLogin.password, new: 'own' });
    assert.equal(weak.status, 422);
    const fourth = await signIn(at, 'own');
    const changed = await first.send('POST', '/api/session/password', {
      current: at.adminLogin.password,
      new: 'Another-horse-8',
    });
    assert.equal(changed.status, 204);
    assert.equal((await first.get('/api/session')).status, 200);
    assert.equal((await fourth.get('/api/session')).status, 401);
    await signIn(at, 'own', 'Another-horse-8');
  });

  test('a disabled agent is out at once', async () => {
    const who = await at.callerOf('own');
    const agent = await signIn(at, 'own', 'Another-horse-8');
    await at.store.write((db) => updateAgent(db, at.tenantId, who.agentId, { state: 'disabled' }));
    assert.equal((await agent.get('/api/session')).status, 401);
    await at.store.write((db) => updateAgent(db, at.tenantId, who.agentId, { state: 'active' }));
  });

  test("a client's access token serves, a session's or another kind as bearer doesn't", async () => {
    const issue = (kind: 'access' | 'refresh' | 'session') =>
      at.store.write((db) =>
        issueToken(db, { kind, tenantId: at.tenantId, agentId: at.adminId, clientId: at.client.id, livesS: 60 }),
      );
    const bearer = async (kind: 'access' | 'refresh' | 'session') =>
      (await agentWith(at, { authorization: `Bearer ${(await issue(kind)).token}` }).get('/api/session')).status;
    assert.deepEqual([await bearer('access'), await bearer('refresh'), await bearer('session')], [200, 401, 401]);
  });

  test('an admin may look through the eyes of another agent, and only look', async () => {
    const admin = await signIn(at, 'admin');
    const own = await at.callerOf('own');
    const seeing = agentWith(at, { ...admin.headers, 'x-see-as': String(own.agentId) });
    const { body } = await seeing.get('/api/session');
    assert.equal((body as { scope: string }).scope, 'own');
    assert.equal((body as { seeingAs: boolean }).seeingAs, true);
    assert.equal((await seeing.send('POST', '/api/customers', { name: '甲' })).status, 403);
    await seeing.get('/api/customers');
    const audited = (await admin.get('/api/admin/audit?action=agent.see_as')).body as {
      items: { agent: { loginNo: string }; recordId: string }[];
    };
    assert.deepEqual(
      audited.items.map(({ agent, recordId }) => [agent.loginNo, recordId]),
      [['admin', String(own.agentId)]],
    );
    const other = await signIn(at, 'own', 'Another-horse-8');
    const refused = agentWith(at, { ...other.headers, 'x-see-as': String(at.adminId) });
    assert.equal((await refused.get('/api/session')).status, 403);
  });

  test('an API client that acts as an admin looks through other eyes too, and changes nothing meanwhile', async () => {
    const own = await at.callerOf('own');
    const { token } = await at.store.write((db) =>
      issueToken(db, {
        kind: 'access',
        tenantId: at.tenantId,
        agentId: at.adminId,
        clientId: at.client.id,
        livesS: 60,
      }),
    );
    const seeing = agentWith(at, { authorization: `Bearer ${token}`, 'x-see-as': String(own.agentId) });
    const { body } = await seeing.get('/api/session');
    const { scope, seeingAs } = body as { scope: string; seeingAs: boolean };
    assert.deepEqual([scope, seeingAs], ['own', true]);
    assert.equal((await seeing.send('POST', '/api/customers', { name: '甲' })).status, 403);
    const nobody = agentWith(at, { authorization: `Bearer ${token}`, 'x-see-as': '999' });
    assert.equal((await nobody.get('/api/session')).status, 400);
  });

  test('the one-time link makes nothing while a tenant is there, and unknown tokens are 401', async () => {
    assert.deepEqual((await agentWith(at, {}).get('/api/setup')).body, { needed: false });
    const tenant = { code: 'second', name: '第二家' };
    const admin = { loginNo: 'boss', name: '老板', password: 'Battery-staple-9' };
    const attempt = (token: string) => agentWith(at, {}).send('POST', '/api/setup', { token, tenant, admin });
    assert.equal((await attempt('0'.repeat(40))).status, 401);
    const token = await at.store.write((db) => issueSetupToken(db));
    assert.equal((await attempt(token)).status, 409);
  });

  test('what a first run says wrong is named where it stands in the body', async () => {
    const body = {
      token: '0',
      tenant: { code: 'x', name: 'x' },
      admin: { loginNo: 'a', name: 'a', password: 'short' },
    };
    const refused = await agentWith(at, {}).send('POST', '/api/setup', body);
    assert.equal(refused.status, 422);
    assert.equal((refused.body as { errors: { field: string }[] }).errors[0]?.field, 'admin.password');
  });
});
