import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Holder, makeSecretWorld, type SecretWorld } from './secret-world.ts';

interface Sent {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: string | undefined;
}

/** What a text goes through in each dialect: a write's body (and TTF's own JSON and a form), and a search. */
function requestsWith(text: string, who: Holder, { ids }: SecretWorld): Sent[] {
  const json = JSON.stringify(text);
  const inQuery = encodeURIComponent(text.slice(0, 4000));
  const post = (name: string, path: string, body: string, type = 'application/json', method = 'POST') => ({
    name,
    method,
    path,
    type,
    body,
  });
  const get = (name: string, path: string) => ({ name, method: 'GET', path, type: '', body: undefined });
  const signed = who.sign();
  return [
    post(
      'ttf',
      `/open_api/customers?${signed}`,
      `{"customer":{"custname":${json},"cellphones":[${json}],"jsonStr":${json}}}`,
    ),
    post('ttf lenient', `/open_api?${signed}`, `{action:list_customers;query:${json},filters:[${json}],}`),
    post(
      'ttf form',
      `/open_api?${signed}`,
      `action=get_customer&type=${inQuery}&content=${inQuery}`,
      'application/x-www-form-urlencoded',
    ),
    get('ttf query', `/open_api/customers?${signed}&query=${inQuery}`),
    post('bangwo8', '/api/v1/companies', `{"company":{"companyName":${json},"weburl":${json},"email":${json}}}`),
    get('bangwo8 search', `/api/v1/companies/search?query=${inQuery}`),
    post('icsoc', '/openapi/v1/client', `{"cle_name":${json},"cle_phone":${json},"cle_email":${json}}`),
    post(
      'icsoc record',
      '/openapi/v1/followupRecord',
      `{"cle_id":${ids.customer},"record_type":37,"record_content":${json}}`,
    ),
    get('icsoc list', `/openapi/v1/client/clients?cle_name=${inQuery}&cle_phone=${inQuery}&cursor=${inQuery}`),
    post('native', '/api/customers', `{"name":${json},"phones":[${json}],"email":${json}}`),
    get('native list', `/api/customers?q=${inQuery}`),
    get('native search', `/api/search?q=${inQuery}`),
    post('token', '/openapi/v1/oauth2/token', `{"grant_type":"password","username":${json},"password":${json}}`),
    post('session', '/api/session', `{"login":${json},"password":${json}}`),
  ];
}

async function send(at: TestApp, who: Holder, { method, path, type, body }: Sent): Promise<Response> {
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
  if (!path.startsWith('/open_api')) headers['authorization'] = `Bearer ${who.bearer}`;
  return await at.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
}

/** Each ends otherwise than it begins: what makes a pattern with two ways to match try them all. */
const EVIL_TEXTS = [
  ' ',
  'a',
  '0',
  '1',
  '.',
  '-',
  'a@',
  '=',
  '<',
  '&',
  '"',
  '\\',
  '％',
  '|',
  ':',
  '(',
  '中',
  '\t',
  '<a ',
  '&#',
];
const LENGTH = 120_000;
/** Quadratic work on such a text takes minutes; linear work milliseconds. */
const LONGEST_MS = 5000;

onEachEngine('hostile input', (boot) => {
  let at: TestApp;
  let world: SecretWorld;

  test('boots', async () => {
    at = await boot.app();
    world = await makeSecretWorld(at);
  });

  test('a text that is long and ends otherwise costs no dialect more than a moment', async () => {
    for (const unit of EVIL_TEXTS) {
      const text = `${unit.repeat(Math.floor(LENGTH / unit.length))}\u0001!`;
      for (const one of requestsWith(text, world.admin, world)) {
        const startedAt = performance.now();
        const answer = await send(at, world.admin, one);
        await answer.text();
        const ms = performance.now() - startedAt;
        assert.ok(answer.status < 500, `${one.name}: ${unit} ${answer.status}`);
        assert.ok(ms < LONGEST_MS, `${one.name}: ${JSON.stringify(unit)} took ${Math.round(ms)} ms`);
      }
    }
  });

  test('a number of a million digits costs a moment, and is refused', async () => {
    const digits = '9'.repeat(1_000_000);
    const signed = world.admin.sign();
    for (const [path, body] of [
      [`/open_api/customers?${signed}`, `{"customer":{"custname":${digits}}}`],
      ['/api/v1/companies', `{"company":{"companyName":${digits}}}`],
      ['/openapi/v1/client', `{"cle_name":${digits},"cle_phone":"1"}`],
      ['/api/customers', `{"name":${digits}}`],
    ] as const) {
      const startedAt = performance.now();
      const answer = await send(at, world.admin, { name: path, method: 'POST', path, type: 'application/json', body });
      assert.doesNotMatch(await answer.text(), /"(code|id)":(1000|200),/);
      assert.ok(answer.status < 500, `${path} ${answer.status}`);
      assert.ok(performance.now() - startedAt < LONGEST_MS, path);
    }
  });

  test('members named __proto__, constructor and prototype change no object, in any way that a message may be written', async () => {
    const evil = '{"polluted":"yes","isAdmin":true,"tenantId":1}';
    const members = `"__proto__":${evil},"constructor":{"prototype":${evil}},"prototype":${evil}`;
    const signed = world.admin.sign();
    const query = '__proto__=polluted&__proto__[polluted]=yes&constructor=x&constructor[prototype][polluted]=yes';
    const form = 'application/x-www-form-urlencoded';
    const sent: (readonly [method: string, path: string, body?: string, type?: string])[] = [
      [
        'POST',
        `/open_api/customers?${signed}`,
        `{${members},"customer":{${members},"custname":"a","jsonStr":{${members}}}}`,
      ],
      [
        'POST',
        `/open_api?${signed}`,
        `{action:create_customer;__proto__:${evil},constructor:${evil},customer:{__proto__:${evil},custname:b,},}`,
      ],
      ['POST', `/open_api?${signed}`, `action=list_customers&${query}`, form],
      ['GET', `/open_api/customers?${signed}&${query}`],
      ['GET', `/open_api?${signed}&action=__proto__`],
      ['GET', `/open_api?${signed}&action=constructor`],
      ['POST', '/api/v1/companies', `{${members},"company":{${members},"companyName":"c"}}`],
      ['GET', `/api/v1/companies?${query}&sort_by=__proto__`],
      ['GET', '/api/v1/companies/search?query=__proto__:x constructor:y'],
      ['POST', `/api/v1/assettables/${world.ids.table}/records`, `{${members},"records":[{${members}}]}`],
      ['POST', '/openapi/v1/client', `{${members},"cle_name":"d","cle_phone":"13700000001"}`],
      ['PUT', `/openapi/v1/client/${world.ids.customer}`, `{${members}}`],
      ['GET', `/openapi/v1/client/clients?${query}&sort=__proto__`],
      ['POST', '/openapi/v1/oauth2/token', `{${members},"grant_type":"constructor"}`],
      ['POST', '/openapi/v1/oauth2/token', `${query}&grant_type=__proto__`, form],
      ['POST', '/api/customers', `{${members},"name":"e","custom":{${members}},"9007199254740993":9007199254740993}`],
      ['GET', `/api/customers?${query}`],
      ['GET', '/api/preferences/__proto__'],
      ['PUT', '/api/preferences/__proto__', '"x"'],
      ['GET', '/api/admin/dictionaries/constructor'],
    ];
    for (const [method, path, body, type = 'application/json'] of sent) {
      const answer = await send(at, world.admin, {
        name: path,
        method,
        path,
        type: body === undefined ? '' : type,
        body,
      });
      const text = await answer.text();
      assert.ok(answer.status < 500, `${method} ${path}: ${answer.status} ${text}`);
      assert.ok(!text.includes('"polluted"') && !text.includes('isAdmin":true'), `${path}: ${text}`);
      const plain: Record<string, unknown> = {};
      assert.equal(plain['polluted'], undefined, path);
      assert.equal(plain['isAdmin'], undefined, path);
    }
  });

  test('a path leads to no file outside the console’s folder, however it is written', async () => {
    const { hostname, port } = new URL(at.baseUrl);
    const { request } = await import('node:http');
    const raw = (path: string) =>
      new Promise<string>((resolve, reject) => {
        request({ hostname, port, path, headers: { accept: '*/*' } }, (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => resolve(text));
        })
          .on('error', reject)
          .end();
      });
    for (const up of ['../', '%2e%2e/', '..%2f', '%2e%2e%2f', '..%5c', '%252e%252e%252f', '....//', '..;/']) {
      for (const base of ['/', '/assets/', '/docs/', '/api/jobs/', '/osp2016/SDK/Tables/']) {
        for (const file of ['package.json', 'etc/passwd', 'data/key', 'src/main.ts']) {
          const text = await raw(`${base}${up.repeat(6)}${file}`);
          assert.doesNotMatch(text, /root:|"huiliu":|enableCompileCache/, `${base}${up}${file}`);
        }
      }
    }
  });
});
