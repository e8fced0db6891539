import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '#transport/log.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { makeSecretWorld, MARK, PHONE, type SecretWorld } from './secret-world.ts';

onEachEngine('the program’s log', (boot) => {
  const lines: string[] = [];
  let at: TestApp;
  let world: SecretWorld;
  const password = 'Wr0ng-pass-phrase';
  const text = '不该记下的话';

  /** Requests of every dialect that carry phones, secrets and texts, right ones and wrong ones. */
  async function everyRequest(): Promise<void> {
    const signed = world.admin.sign();
    const bearer = { authorization: `Bearer ${world.admin.bearer}`, cookie: `huiliu_session=${'cd'.repeat(20)}` };
    const basic = { authorization: `Basic ${Buffer.from(`${at.tenantCode}|admin:${password}`).toString('base64')}` };
    const json = { 'content-type': 'application/json' };
    const phone = { cle_name: text, cle_phone: PHONE };
    const { secret, id } = at.client;
    const sent: [string, RequestInit][] = [
      [`/open_api/customers/get_customer?${signed}&type=cellphone&content=${PHONE}`, {}],
      [
        `/open_api/customers?${signed}`,
        { method: 'POST', body: `{"customer":{"custname":"${text}","cellphones":["${PHONE}"]}}` },
      ],
      [`/open_api?${signed}`, { method: 'POST', body: `{broken ${PHONE} ${text}` }],
      ['/api/v1/companies', { headers: basic }],
      [
        '/api/v1/companies',
        {
          method: 'POST',
          headers: { ...bearer, ...json },
          body: `{"company":{"companyName":"${text}","servicepassword":"${password}","phone":"${PHONE}"}}`,
        },
      ],
      ['/openapi/v1/client', { method: 'POST', headers: { ...bearer, ...json }, body: JSON.stringify(phone) }],
      [
        '/openapi/v1/oauth2/token',
        {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'password',
            client_id: String(id),
            client_secret: secret,
            username: 'admin',
            password,
          }),
        },
      ],
      [
        '/api/session',
        { method: 'POST', headers: json, body: JSON.stringify({ login: `${at.tenantCode}|admin`, password }) },
      ],
      [`/api/customers?phone=${PHONE}`, { headers: bearer }],
      [
        '/api/customers',
        { method: 'POST', headers: { ...bearer, ...json }, body: JSON.stringify({ name: text, phones: [PHONE] }) },
      ],
      [`/nowhere/${PHONE}?sign=${secret}`, { headers: bearer }],
    ];
    for (const [path, init] of sent) await (await at.fetch(path, init)).arrayBuffer();
  }

  function holdsNoSecret(): void {
    const log = lines.join('');
    for (const secret of [PHONE, MARK, text, password, at.client.secret, world.admin.bearer, 'cd'.repeat(20)]) {
      assert.ok(!log.includes(secret), `${secret}: ${lines.find((line) => line.includes(secret))}`);
    }
    assert.doesNotMatch(log, /sign=(?!\*)/);
  }

  test('holds no phone, secret, password, token or text of requests that are answered or refused', async () => {
    at = await boot.app({}, { log: createLog('info', { to: { write: (line) => void lines.push(line) } }) });
    world = await makeSecretWorld(at);
    await everyRequest();
    holdsNoSecret();
  });

  test('nor of requests that fail, whose failures it does tell, each with its request id', async (t) => {
    lines.length = 0;
    const fail = () =>
      Promise.reject(
        Object.assign(new Error(`duplicate (${PHONE}) "${text}"`), {
          detail: `${PHONE} ${text}`,
          parameters: [password],
        }),
      );
    t.mock.method(at.store, 'read', fail);
    t.mock.method(at.store, 'write', fail);
    await everyRequest();
    // The job runner may look at the store meanwhile: its failures are no request's.
    const failures = lines
      .map((line) => JSON.parse(line) as { msg: string; requestId?: string })
      .filter(({ msg }) => msg.includes('request'));
    const dialects = new Set(failures.map(({ msg }) => /an? (TTF|Bangwo8|icsoc|native)/.exec(msg)?.[1]));
    for (const name of ['TTF', 'Bangwo8', 'icsoc', 'native']) assert.ok(dialects.has(name), name);
    assert.ok(
      failures.every(({ requestId }) => /\S{30}/.test(requestId ?? '')),
      lines.join(''),
    );
    holdsNoSecret();
  });
});
