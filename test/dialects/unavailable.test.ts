import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineUnavailableError } from '#engines/engine.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

/** One read of each dialect, with credentials that must be looked up in the store. */
function reads(at: TestApp): Readonly<Record<string, () => Promise<Response>>> {
  const basic = `Basic ${Buffer.from(`${at.tenantCode}|admin:wrong`).toString('base64')}`;
  const bearer = { authorization: `Bearer ${'ab'.repeat(20)}` };
  const token = { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: '9' }) };
  return {
    ttf: () => at.fetch(`/open_api/customers/get_customer?${at.sign()}&type=cellphone&content=13800138000`),
    bangwo8: () => at.fetch('/api/v1/companies', { headers: { authorization: basic } }),
    icsoc: () => at.fetch('/openapi/v1/client/clients', { headers: bearer }),
    token: () => at.fetch('/openapi/v1/oauth2/token', token),
    native: () => at.fetch('/api/customers', { headers: bearer }),
  };
}

onEachEngine('what a caller is told', (boot) => {
  test('while the store is unavailable: each dialect’s own words, and when to try again', async (t) => {
    const at = await boot.app();
    const gone = () => Promise.reject(new EngineUnavailableError('The store is unavailable: for a test.'));
    t.mock.method(at.store, 'read', gone);
    t.mock.method(at.store, 'write', gone);
    t.mock.method(at.store, 'directory', gone);
    const answers = reads(at);
    for (const [name, read] of Object.entries(answers)) {
      const answer = await read();
      const text = await answer.text();
      if (name === 'ttf') {
        assert.deepEqual(
          [answer.status, text],
          [200, '{"code":2000,"message":"未知错误","exception":{"message":"未知错误"}}'],
        );
        continue;
      }
      assert.equal(answer.status, 503, `${name}: ${text}`);
      assert.equal(answer.headers.get('retry-after'), '1', name);
      assert.match(answer.headers.get('x-request-id') ?? '', /\S{30}/, name);
      assert.match(text, envelopes[name]!, name);
    }
  });

  test('under overload: 503 and Retry-After in each dialect’s own envelope, before any credentials are looked at', async () => {
    const at = await boot.app({}, { mostUnderWay: 0 });
    for (const [name, read] of Object.entries(reads(at))) {
      const answer = await read();
      const text = await answer.text();
      assert.equal(answer.status, 503, `${name}: ${text}`);
      assert.equal(answer.headers.get('retry-after'), '1', name);
      assert.match(answer.headers.get('x-request-id') ?? '', /\S{30}/, name);
      assert.match(text, envelopes[name]!, name);
    }
    assert.equal((await at.fetch('/healthz')).status, 200);
    assert.equal((await at.fetch('/')).status, 503);
  });

  test('of a body beyond the limit: 413 in each dialect’s own envelope', async () => {
    const at = await boot.app();
    const body = JSON.stringify({ name: 'x'.repeat(17 * 1024 * 1024) });
    const json = { 'content-type': 'application/json' };
    const login = await at.fetch('/oauth2/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: String(at.client.id),
        client_secret: at.client.secret,
      }),
    });
    const { access_token: accessToken } = (await login.json()) as { access_token: string };
    const headers = { ...json, authorization: `Bearer ${accessToken}` };
    const sent: Readonly<Record<string, [string, RegExp, Readonly<Record<string, string>>]>> = {
      ttf: [`/open_api/customers/create_customer?${at.sign()}`, /^\{"code":413,"message":"请求体过大"\}$/, json],
      bangwo8: ['/api/v1/companies', /^\{"errcode":"100413","errmsg":"[^"]+"\}$/, headers],
      icsoc: ['/openapi/v1/client/communication_record', /^\{"code":413,"message":"[^"]+","data":\[\]\}$/, headers],
      token: ['/openapi/v1/oauth2/token', /^\{"error":"invalid_request","error_description":"[^"]+"\}$/, json],
      native: ['/api/customers', /"code":"too_large".*"status":413/, headers],
    };
    for (const [name, [path, envelope, more]] of Object.entries(sent)) {
      const answer = await at.fetch(path, { method: 'POST', headers: more, body });
      const text = await answer.text();
      assert.equal(answer.status, 413, `${name}: ${text}`);
      assert.match(text, envelope, name);
      assert.match(answer.headers.get('x-request-id') ?? '', /\S{30}/, name);
    }
  });
});

const envelopes: Readonly<Record<string, RegExp>> = {
  ttf: /^\{"code":503,"message":"[^"]+"\}$/,
  bangwo8: /^\{"errcode":"100503","errmsg":"[^"]+"\}$/,
  icsoc: /^\{"code":503,"message":"[^"]+","data":\[\]\}$/,
  token: /^\{"error":"temporarily_unavailable","error_description":"[^"]+"\}$/,
  native:
    /^\{"type":"urn:huiliu:problem:(unavailable|overloaded)",.*"status":503,.*"requestId":"\S{30,}","retryAfter":1\}$/,
};
