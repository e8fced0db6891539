import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createTenant } from '#crm/access/create-tenant.ts';
import { createClient } from '#crm/access/create-client.ts';
import { updateAgent } from '#crm/access/update-agent.ts';
import { updateClient } from '#crm/access/update-client.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

const PATH = '/openapi/v1/oauth2/token';

interface Token {
  readonly access_token: string;
  readonly expires_in: number;
  readonly token_type: string;
  readonly scope: string;
  readonly refresh_token?: string;
}

onEachEngine('icsoc tokens', (boot) => {
  let at: TestApp;
  let username: string;
  before(async () => {
    at = await boot.app();
    username = `${at.tenantCode}|own`;
  });

  const form = (members: Record<string, string>, path = PATH, headers: Record<string, string> = {}) =>
    at.fetch(path, { method: 'POST', body: new URLSearchParams(members), headers });
  const own = () => ({ client_id: String(at.client.id), client_secret: at.client.secret });
  const password = () => ({ grant_type: 'password', username, password: at.adminLogin.password, ...own() });
  const tokenOf = async (answer: Response): Promise<Token> => {
    assert.equal(answer.status, 200, await answer.clone().text());
    return (await answer.json()) as Token;
  };
  const refused = async (answer: Response, status: number, error: string) => {
    const body = (await answer.json()) as Record<string, unknown>;
    assert.deepEqual([answer.status, body['error']], [status, error], JSON.stringify(body));
    assert.deepEqual(Object.keys(body), ['error', 'error_description']);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    return answer;
  };
  const asks = (headers: Record<string, string>) => at.fetch('/openapi/v1/followupRecord/recordTypes', { headers });

  test('what is no token request is refused as RFC 6749 says', async () => {
    await refused(await at.fetch(PATH, { method: 'POST' }), 400, 'invalid_request');
    await refused(await form({}), 400, 'invalid_request');
    await refused(await form({ grant_type: 'password' }), 401, 'invalid_client');
    await refused(await form({ ...password(), grant_type: 'implicit' }), 400, 'unsupported_grant_type');
    await refused(await form({ ...password(), username: '' }), 400, 'invalid_request');
    await refused(await form({ ...password(), scope: 'a"b' }), 400, 'invalid_scope');
    await refused(await form({ ...own(), grant_type: 'refresh_token' }), 400, 'invalid_request');
    for (const [type, body] of [
      ['application/json', '{"grant_type":'],
      ['application/json', '["password"]'],
      ['application/json', Buffer.from([0x7b, 0xff, 0x7d])],
      ['text/xml', '<a/>'],
      ['multipart/form-data; boundary=x', 'no parts'],
      ['multipart/form-data', '--x--'],
      ['x', 'grant_type=password'],
    ] as const) {
      const answer = await at.fetch(PATH, { method: 'POST', body, headers: { 'content-type': type } });
      await refused(answer, 400, 'invalid_request');
    }
    const large = { method: 'POST', body: 'a'.repeat(1024 * 1024 + 1), headers: { 'content-type': 'text/plain' } };
    await refused(await at.fetch(PATH, large), 413, 'invalid_request');
    await refused(await form(own(), PATH, { 'content-encoding': 'gzip' }), 400, 'invalid_request');
    assert.equal((await at.fetch(PATH)).status, 404);
  });

  test('a wrong client, secret, login or password is told by its code only', async () => {
    for (const client_id of [
      '',
      '0',
      `${at.client.id + 9n}`,
      '-1',
      '1.5',
      'x',
      '99999999999999999999',
      `${at.client.id}0`,
    ]) {
      await refused(await form({ ...password(), client_id }), 401, 'invalid_client');
    }
    const wrong = await refused(await form({ ...password(), client_secret: 'x' }), 401, 'invalid_client');
    assert.match(wrong.headers.get('www-authenticate') ?? '', /^Basic /);
    for (const change of [
      { password: 'wrong' },
      { username: `${at.tenantCode}|nobody` },
      { username: 'nowhere|own' },
      { username: '|' },
      { password: 'a\0b' },
    ]) {
      await refused(await form({ ...password(), ...change }), 400, 'invalid_grant');
    }
  });

  test('a password grant answers 40 hex digits twice, in the documented order', async () => {
    const answer = await form({ ...password(), scope: 'openid' });
    const text = await answer.text();
    assert.match(
      text,
      /^\{"access_token":"[0-9a-f]{40}","expires_in":86400,"token_type":"Bearer","scope":"openid","refresh_token":"[0-9a-f]{40}"\}$/,
    );
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    const bare = await tokenOf(await form({ ...password(), username: 'OWN' }));
    assert.equal(bare.scope, 'default');
    assert.equal((await asks({ authorization: `Bearer ${bare.access_token}` })).status, 200);
  });

  test('form, multipart and JSON say the same, and so does the path at the root', async () => {
    const members = { grant_type: 'client_credentials', ...own() };
    const multipart = new FormData();
    for (const [key, value] of Object.entries(members)) multipart.append(key, value);
    const json = { ...members, client_id: Number(members.client_id) };
    for (const answer of [
      await form(members),
      await form(members, '/oauth2/token'),
      await at.fetch(PATH, { method: 'POST', body: multipart }),
      await at.fetch(PATH, {
        method: 'POST',
        body: JSON.stringify(json),
        headers: { 'content-type': 'application/json; charset=utf-8' },
      }),
      await form({ grant_type: 'client_credentials' }, PATH, {
        authorization: `Basic ${Buffer.from(`${at.client.id}:${at.client.secret}`).toString('base64')}`,
      }),
    ]) {
      const token = await tokenOf(answer);
      assert.deepEqual(Object.keys(token), ['access_token', 'expires_in', 'token_type', 'scope']);
      assert.equal((await asks({ 'access-token': token.access_token })).status, 200);
    }
  });

  test('Bearer wins over the older header; without a good token the envelope says 401', async () => {
    const { access_token } = await tokenOf(await form({ ...own(), grant_type: 'client_credentials' }));
    const bad = 'f'.repeat(40);
    assert.equal((await asks({ authorization: `Bearer ${access_token}`, 'access-token': bad })).status, 200);
    assert.equal((await asks({ authorization: `bearer   ${access_token}` })).status, 200);
    assert.equal((await asks({ authorization: 'Basic eDp5', 'access-token': access_token })).status, 200);
    for (const headers of [
      { authorization: `Bearer ${bad}`, 'access-token': access_token },
      { authorization: 'Bearer ' },
      { 'access-token': bad },
      { 'access-token': access_token.toUpperCase() },
      {},
    ]) {
      const answer = await asks(headers as Record<string, string>);
      assert.equal(answer.status, 401);
      assert.equal(await answer.text(), '{"code":401,"message":"access_token 无效或已过期","data":[]}');
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    }
  });

  test('a refresh gives a new access token, again and again, and leaves the old one alive', async () => {
    const first = await tokenOf(await form({ ...password(), scope: 'a b' }));
    const refresh = { ...own(), grant_type: 'refresh_token', refresh_token: first.refresh_token! };
    for (let i = 0; i < 2; i += 1) {
      const next = await tokenOf(await form(refresh));
      assert.deepEqual(Object.keys(next), ['access_token', 'expires_in', 'token_type', 'scope']);
      assert.equal(next.scope, 'a b');
      assert.notEqual(next.access_token, first.access_token);
      assert.equal((await asks({ authorization: `Bearer ${next.access_token}` })).status, 200);
    }
    assert.equal((await asks({ authorization: `Bearer ${first.access_token}` })).status, 200);
    assert.equal((await tokenOf(await form({ ...refresh, scope: 'b' }))).scope, 'b');
    await refused(await form({ ...refresh, scope: 'a c' }), 400, 'invalid_scope');
    await refused(await form({ ...refresh, refresh_token: first.access_token }), 400, 'invalid_grant');
    await refused(await form({ ...refresh, refresh_token: 'x' }), 400, 'invalid_grant');
    assert.equal((await asks({ authorization: `Bearer ${first.refresh_token}` })).status, 401);
    const other = await at.store.write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId: at.adminId, name: '另一个' }),
    );
    const theirs = { client_id: String(other.id), client_secret: other.secret };
    await refused(await form({ ...refresh, ...theirs }), 400, 'invalid_grant');
    await at.store.write((db) => updateClient(db, at.store.secrets, at.tenantId, other.id, { enabled: false }));
    await refused(await form({ ...theirs, grant_type: 'client_credentials' }), 401, 'invalid_client');
  });

  test("a client doesn't sign in agents of another tenant", async () => {
    await at.store.write((db) => createTenant(db, { code: 'elsewhere', name: '别处' }));
    await refused(await form({ ...password(), username: 'elsewhere|own' }), 400, 'invalid_grant');
  });

  test('a client has as many calls a minute as it is allowed, tokens included', async () => {
    const slow = await at.store.write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId: at.adminId, name: '慢', rateLimit: 2 }),
    );
    const members = { grant_type: 'client_credentials', client_id: String(slow.id), client_secret: slow.secret };
    const { access_token } = await tokenOf(await form(members));
    assert.equal((await asks({ authorization: `Bearer ${access_token}` })).status, 200);
    const answer = await asks({ authorization: `Bearer ${access_token}` });
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.equal(((await answer.json()) as { code: number }).code, 429);
    await refused(await form(members), 429, 'temporarily_unavailable');
  });

  test('of 128 access tokens in 24 hours the next is refused with 429, whatever the grant', async () => {
    const tree = { ...password(), username: `${at.tenantCode}|tree` };
    const { refresh_token } = await tokenOf(await form(tree));
    const refresh = { ...own(), grant_type: 'refresh_token', refresh_token: refresh_token! };
    for (let i = 1; i < 128; i += 1) await tokenOf(await form(i % 2 === 0 ? tree : refresh));
    for (const members of [tree, refresh]) {
      const answer = await refused(await form(members), 429, 'temporarily_unavailable');
      const wait = Number(answer.headers.get('retry-after'));
      assert.ok(wait > 86_000 && wait <= 86_400, String(wait));
    }
    await tokenOf(await form(password()));
  });

  test('a disabled agent gets no token, and those that it has end at once', async () => {
    const { access_token, refresh_token } = await tokenOf(await form(password()));
    const { agentId } = await at.callerOf('own');
    await at.store.write((db) => updateAgent(db, at.tenantId, agentId, { state: 'disabled' }));
    assert.equal((await asks({ authorization: `Bearer ${access_token}` })).status, 401);
    await refused(await form(password()), 400, 'invalid_grant');
    const refresh = { ...own(), grant_type: 'refresh_token', refresh_token: refresh_token! };
    await refused(await form(refresh), 400, 'invalid_grant');
    const client = await at.store.write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId, name: 'x' }),
    );
    const credentials = { client_id: String(client.id), client_secret: client.secret };
    await refused(await form({ ...credentials, grant_type: 'client_credentials' }), 400, 'invalid_grant');
  });
});
