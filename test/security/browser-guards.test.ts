import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

onEachEngine('what a browser is told', (boot) => {
  let at: TestApp;
  const signIn = (headers: Record<string, string> = {}, { app, ...to }: TestApp = at) =>
    fetch(`http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ login: `${to.tenantCode}|admin`, password: to.adminLogin.password }),
    });

  test('no other site may read an answer of any dialect: nothing answers to Origin', async () => {
    at = await boot.app();
    const origin = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const path of ['/', '/docs', '/api/session', '/api/v1/companies', '/openapi/v1/client/clients', '/open_api']) {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await at.fetch(path, { method, headers: origin });
        await answer.arrayBuffer();
        for (const [name] of answer.headers) assert.doesNotMatch(name, /^access-control-/, `${method} ${path}`);
      }
    }
  });

  test('pages of ours run no script that stands in them, and stand in no frame of others', async () => {
    for (const path of ['/', '/docs', '/customers/1']) {
      const answer = await at.fetch(path, { headers: { accept: 'text/html' } });
      await answer.arrayBuffer();
      const policy = answer.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/, path);
      assert.match(policy, /script-src 'self';/, path);
      assert.doesNotMatch(policy, /script-src[^;]*unsafe/, path);
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(answer.headers.get('x-frame-options'), 'DENY', path);
    }
    const page = await at.fetch('/osp2016/SDK/Tables/ticketAssetTable.php?assetTableKey=x');
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'sha256-/);
  });

  test('answers with somebody’s data are kept in no cache', async () => {
    const cookie = (await signIn()).headers.get('set-cookie')!.split(';', 1)[0]!;
    const answer = await at.fetch('/api/session', { headers: { cookie } });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  });

  test('a session begins with a token of its own, whatever cookie came with the login', async () => {
    const planted = `huiliu_session=${'ab'.repeat(20)}`;
    const first = (await signIn({ cookie: planted })).headers.get('set-cookie')!;
    const second = (await signIn({ cookie: first.split(';', 1)[0]! })).headers.get('set-cookie')!;
    assert.equal(new Set([planted, first.split(';', 1)[0], second.split(';', 1)[0]]).size, 3);
    assert.equal((await at.fetch('/api/session', { headers: { cookie: planted } })).status, 401);
    for (const cookie of [first, second]) {
      assert.match(cookie, /; HttpOnly/);
      assert.match(cookie, /; SameSite=Lax/);
      assert.match(cookie, /; Path=\//);
      assert.doesNotMatch(cookie, /Domain=/i);
    }
  });

  test('behind TLS the cookie never goes in clear', async () => {
    const behind = await boot.app({ HUILIU_PUBLIC_URL: 'https://crm.example.cn' });
    assert.match((await signIn({}, behind)).headers.get('set-cookie')!, /; Secure/);
    assert.doesNotMatch((await signIn()).headers.get('set-cookie')!, /; Secure/);
  });

  test('who is no browser’s user has no use of a cookie in the vendors’ dialects', async () => {
    const cookie = (await signIn()).headers.get('set-cookie')!.split(';', 1)[0]!;
    for (const path of ['/api/v1/companies', '/openapi/v1/client/clients']) {
      assert.equal((await at.fetch(path, { headers: { cookie } })).status, 401, path);
    }
  });
});
