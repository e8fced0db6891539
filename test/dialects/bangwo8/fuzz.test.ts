import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

const RUNS = Number(process.env['HUILIU_TEST_FUZZ'] ?? 150);

const PARAMETERS = (
  'query deStat sort_by sort_order page per_page after ids created_start updated_end created_order ' +
  'filter ownerType owner unique_key unique_value nothing'
).split(' ');
const KEYS = (
  'companyName province servicestarttime serviceCharge serviceaccount servicepassword address tableName service_groupid ' +
  'userGroup status custom_fields uId name type key custom_field_options groupName title fields serial asset_field_1 ' +
  'field_a owner ownerType rId origin __proto__ constructor'
).split(' ');

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('1', '0', '-1', '1.5', '9223372036854775807', '9223372036854775808', '2022-02-30', '2017-07', ''),
  fc.constantFrom(
    'companyName:金万维',
    'field_b:执行,ownerType:company,owner:1',
    'asset_field_1',
    'serial',
    'company',
    'createDT>2017-07-01',
    'field_1:454',
    'fxk:否',
    ':',
    '<',
    '"',
    "'; --",
    '\0',
    '%',
    '_',
  ),
);
const id = fc.oneof(fc.constantFrom('1', '2', '3', '111', '223', '12352625', '46602', '221', '344124'), word);
const path = fc.oneof(
  fc.constantFrom(
    '/companies',
    '/companies/search',
    '/companies/show_many',
    '/companies/company_fields',
    '/customergroups',
    '/customergroups/show_many',
    '/supports',
    '/supportgroups',
    '/getToken',
    '/assettables',
    '/assettables/contracts/records',
    '/assettables/contracts/picker_tokens',
  ),
  id.map((one) => `/companies/${encodeURIComponent(one.toWellFormed())}`),
  id.map((one) => `/companies/${encodeURIComponent(one.toWellFormed())}/customers`),
  id.map((one) => `/companies/company_fields/${encodeURIComponent(one.toWellFormed())}`),
  id.map((one) => `/customergroups/${encodeURIComponent(one.toWellFormed())}`),
  id.map((one) => `/supports/${encodeURIComponent(one.toWellFormed())}`),
  id.map((one) => `/assettables/${encodeURIComponent(one.toWellFormed())}`),
  id.map((one) => `/assettables/contracts/records/${encodeURIComponent(one.toWellFormed())}`),
  // As a careless client sends it: whatever may stand in a request line.
  fc.stringMatching(/^[!-"$->@-~]{0,30}$/).map((one) => `/companies/${one}`),
);
const parameter = fc.tuple(
  fc.constantFrom(...PARAMETERS),
  fc.oneof(word, fc.constantFrom('asc', 'desc', '2', '100', 'createDT', '2022-01-01', '2022-01-01 00:00:00', '1,2,3')),
);
const key = fc.constantFrom(...KEYS);
const json: fc.Arbitrary<unknown> = fc.oneof(
  word,
  fc.constantFrom(0, 1, 2, -1, 1.5, 1e300, true, null, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(
    fc.record({
      key: fc.constantFrom('deptid', 'field_1', 'field_2', 'gjfx', 'fxk', 'field_4', 'company_x', 'x'),
      value: fc.oneof(
        word,
        fc.constantFrom('是', '华中', '4668669', ['北京市', '二级1'], '2022-01-01', null, [], [[]], 1),
      ),
    }),
    { maxLength: 4 },
  ),
  fc.array(fc.record({ value: word, children: fc.constantFrom(undefined, [], [{ value: 'a' }], 1) }), { maxLength: 3 }),
);
const body = fc.oneof(
  { weight: 5, arbitrary: fc.dictionary(key, json).map((record) => JSON.stringify({ company: record })) },
  { weight: 2, arbitrary: fc.dictionary(key, json).map((record) => JSON.stringify({ company_field: record })) },
  { weight: 2, arbitrary: fc.dictionary(key, json).map((record) => JSON.stringify({ customergroup: record })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('assettable', 'record', 'picker_token'), fc.dictionary(key, json))
      .map(([name, record]) => JSON.stringify({ [name]: record })),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.json() },
);
const request = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
  path,
  ending: fc.constantFrom('', '.json'),
  parameters: fc.array(parameter, { maxLength: 4 }),
  body,
  type: fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', 'multipart/form-data', ''),
  requestId: fc.option(fc.constantFrom('a', 'b', 'x'.repeat(300), '"')),
});

onEachEngine('bangwo8 under fuzzed requests', (boot) => {
  let at: TestApp;

  test('the demo starts', async () => {
    at = await boot.demo();
  });

  test('every answer is 2xx, or 4xx with the error body', async () => {
    const credentials = Buffer.from(`admin:${at.adminLogin.password}`).toString('base64');
    await fc.assert(
      fc.asyncProperty(request, async (one) => {
        const query = one.parameters.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
        const response = await at.fetch(`/api/v1${one.path}${one.ending}?${query.join('&')}`, {
          method: one.method,
          headers: {
            authorization: `Basic ${credentials}`,
            ...(one.type === '' ? {} : { 'content-type': one.type }),
            ...(one.requestId === null ? {} : { requestid: one.requestId }),
          },
          ...(one.method === 'GET' ? {} : { body: one.body }),
        });
        const text = await response.text();
        assert.ok(response.status < 500, text);
        assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
        const answer = JSON.parse(text) as Record<string, unknown>;
        if (response.status < 300) return;
        if ('error' in answer) {
          assert.match(one.path, /getToken/);
          return;
        }
        assert.deepEqual(Object.keys(answer), ['errcode', 'errmsg'], text);
        assert.equal(
          answer['errcode'],
          answer['errmsg'] === 'Invalid resource URI' ? '100047' : String(100_000 + response.status),
        );
      }),
      { numRuns: RUNS },
    );
    assert.equal((await at.fetch('/healthz')).status, 200);
  });
});
