import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

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

  test('a token is refused as RFC 6749 says', async () => {
    const cases: [RequestInit, number, string][] = [
      [{ method: 'GET', headers: { authorization: client() } }, 400, 'invalid_request'],
      [{ headers: { authorization: client() } }, 400, 'invalid_request'],
      [
        { headers: { authorization: client() }, body: new URLSearchParams({ grant_type: 'x' }) },
        400,
        'unsupported_grant_type',
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
});
