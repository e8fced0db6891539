import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgent } from '#crm/access/create-agent.ts';
import { createClient } from '#crm/access/create-client.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { updateClient } from '#crm/access/update-client.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { quickHash } from '#testing/quick-hash.ts';

onEachEngine('bangwo8 access', (boot) => {
  let at: TestApp;
  const token = (init: RequestInit, path = '/api/token.php') => at.fetch(path, { method: 'POST', ...init });
  const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
  const client = () => basic(String(at.client.id), at.client.secret);

  test('the program starts', async () => {
    at = await boot.app();
  });

  test('an unknown route or method is 404/100047', async () => {
    for (const [path, method] of [
      ['/api/v1/nothing', 'GET'],
      ['/api/v1', 'GET'],
      ['/api/v1/nothing', 'POST'],
      ['/api/v1/nothing.json', 'DELETE'],
      ['/api/v1/%zz', 'GET'],
      [`/api/v1/${'x'.repeat(4000)}`, 'GET'],
      ['/api/v1/nothing', 'OPTIONS'],
      ['/api/v1/nothing', 'PROPFIND'],
    ] as const) {
      const response = await at.fetch(path, { method });
      assert.equal(response.status, 404, `${method} ${path}`);
      assert.equal(await response.text(), '{"errcode":"100047","errmsg":"Invalid resource URI"}');
    }
  });

  test('no credentials and wrong ones are 401 with WWW-Authenticate, before a body is read', async () => {
    const wrong = [
      undefined,
      '',
      'Basic',
      'Basic ===',
      `Basic ${Buffer.from('admin').toString('base64')}`,
      basic('admin', 'wrong'),
      basic('nobody', at.adminLogin.password),
      basic('nothing|admin', at.adminLogin.password),
      basic(`${at.tenantCode}|admin\0`, at.adminLogin.password),
      'Bearer',
      `Bearer ${'0'.repeat(40)}`,
      `Bearer ${"x'; --".repeat(10)}`,
      'Digest username="admin"',
    ];
    for (const authorization of wrong) {
      const response = await at.fetch('/api/v1/companies', {
        method: 'POST',
        headers: authorization === undefined ? {} : { authorization },
        body: '{',
      });
      assert.equal(response.status, 401, String(authorization));
      assert.match(response.headers.get('www-authenticate') ?? '', /^Basic realm=/);
      assert.equal(await response.text(), '{"errcode":"100401","errmsg":"Authentication failed"}');
    }
  });

  test('an agent is let in by number, by 企业代码|工号 with either bar, in any case', async () => {
    for (const login of ['admin', 'ADMIN', `${at.tenantCode}|admin`, `${at.tenantCode}｜Admin`]) {
      const response = await at.fetch('/api/v1/companies.json', {
        headers: { authorization: basic(login, at.adminLogin.password) },
      });
      assert.equal(response.status, 200, login);
    }
  });

  test('a bare number that two tenants have is 401, with the code it works', async () => {
    const passwordHash = quickHash(at.adminLogin.password);
    await at.store.write(async (db) => {
      const { id, departmentId, roleIds } = await createTenant(db, { code: 'zweite', name: '第二' });
      await createAgent(db, id, { loginNo: 'OWN', name: '同号', passwordHash, roleId: roleIds.agent, departmentId });
    });
    const status = async (login: string) =>
      (await at.fetch('/api/v1/companies', { headers: { authorization: basic(login, at.adminLogin.password) } }))
        .status;
    assert.deepEqual(
      [await status('own'), await status(`${at.tenantCode}|own`), await status('zweite|own')],
      [401, 200, 200],
    );
  });

  test('a login is shut after failures, with Retry-After; other agents are not', async () => {
    const attempt = (login: string, password: string) =>
      at.fetch('/api/v1/companies', { headers: { authorization: basic(`${at.tenantCode}|${login}`, password) } });
    for (let failure = 0; failure < 5; failure += 1) assert.equal((await attempt('tree', 'wrong')).status, 401);
    const shut = await attempt('tree', at.adminLogin.password);
    assert.equal(shut.status, 429);
    assert.match(shut.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal(await shut.text(), '{"errcode":"100429","errmsg":"Too many requests"}');
    assert.equal((await attempt('admin', at.adminLogin.password)).status, 200);
  });

  test('only administrators are let in to definitions', async () => {
    const asAgent = { authorization: basic(`${at.tenantCode}|own`, at.adminLogin.password) };
    for (const path of [
      '/companies/company_fields',
      '/companies/company_fields/1',
      '/customergroups',
      '/customergroups/1',
    ]) {
      const response = await at.fetch(`/api/v1${path}`, { headers: asAgent });
      assert.equal(response.status, 403, path);
      assert.equal(await response.text(), '{"errcode":"100403","errmsg":"Administrators only"}');
    }
  });

  test('a token is refused as RFC 6749 says', async () => {
    const cases: [RequestInit, number, string][] = [
      [{ method: 'GET', headers: { authorization: client() } }, 400, 'invalid_request'],
      [{ headers: { authorization: client() } }, 400, 'invalid_request'],
      [
        { headers: { authorization: client() }, body: new URLSearchParams({ grant_type: 'x' }) },
        400,
        'unsupported_grant_type',
      ],
      [
        {
          headers: { authorization: client() },
          body: new URLSearchParams([
            ['grant_type', 'client_credentials'],
            ['grant_type', 'client_credentials'],
          ]),
        },
        400,
        'invalid_request',
      ],
      [{ headers: { authorization: client(), 'content-type': 'application/json' }, body: '{' }, 400, 'invalid_request'],
      [
        { headers: { authorization: client(), 'content-type': 'multipart/form-data' }, body: 'x' },
        400,
        'invalid_request',
      ],
      [{ body: new URLSearchParams({ grant_type: 'client_credentials' }) }, 401, 'invalid_client'],
      [
        {
          headers: { authorization: basic(String(at.client.id), 'x') },
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
        },
        401,
        'invalid_client',
      ],
      [
        {
          headers: { authorization: basic('abc', at.client.secret) },
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
        },
        401,
        'invalid_client',
      ],
    ];
    for (const [init, status, error] of cases) {
      const response = await token(init);
      assert.equal(response.status, status);
      const body = (await response.json()) as { error: string; error_description: string };
      assert.equal(body.error, error);
      assert.notEqual(body.error_description, '');
    }
  });

  test('a token is issued to a form, multipart and JSON, at both addresses', async () => {
    const multipart = new FormData();
    multipart.set('grant_type', 'client_credentials');
    for (const path of ['/api/token.php', '/api/v1/getToken.json', '/api/v1/getToken']) {
      for (const [body, type] of [
        [new URLSearchParams({ grant_type: 'client_credentials' }), null],
        [multipart, null],
        ['{"grant_type":"client_credentials"}', 'application/json'],
      ] as const) {
        const headers: Record<string, string> = { authorization: client() };
        if (type !== null) headers['content-type'] = type;
        const response = await token({ headers, body }, path);
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('cache-control'), 'no-store');
        assert.match(
          await response.text(),
          /^\{"access_token":"[0-9a-f]{40}","expires_in":3600,"token_type":"Bearer","scope":null\}$/,
        );
      }
    }
  });

  test('a token opens the dialect until its client is switched off, within the limit of the client', async () => {
    const made = await at.store.write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId: at.adminId, name: '限', rateLimit: 4 }),
    );
    const issued = await token({
      headers: { authorization: basic(String(made.id), made.secret) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token } = (await issued.json()) as { access_token: string };
    const call = () => at.fetch('/api/v1/companies', { headers: { authorization: `Bearer ${access_token}` } });
    const statuses = [(await call()).status, (await call()).status, (await call()).status];
    assert.deepEqual(statuses, [200, 200, 200]);
    const over = await call();
    assert.equal(over.status, 429);
    assert.match(over.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    await at.store.write((db) => updateClient(db, at.store.secrets, at.tenantId, made.id, { enabled: false }));
    assert.equal((await call()).status, 401);
    const again = await token({
      headers: { authorization: basic(String(made.id), made.secret) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    assert.equal(again.status, 401);
  });

  test('tokens are limited by the client’s rate alone, and count towards no other vendor’s day', async () => {
    const grant = (path: string, made = at.client) =>
      token(
        {
          headers: { authorization: basic(String(made.id), made.secret) },
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
        },
        path,
      );
    for (let count = 0; count < 140; count += 1) assert.equal((await grant('/api/token.php')).status, 200);
    assert.equal((await grant('/oauth2/token')).status, 200);
    const slow = await at.store.write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId: at.adminId, name: '慢', rateLimit: 1 }),
    );
    assert.equal((await grant('/api/token.php', slow)).status, 200);
    const refused = await grant('/api/token.php', slow);
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal(((await refused.json()) as { error: string }).error, 'temporarily_unavailable');
  });
});
