import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createField, fieldKinds } from '#crm/fields/create-field.ts';
import { onEachEngine } from '#testing/boot.ts';
import { openCaller } from './icsoc-caller.ts';

/** Set it for the 10,000 requests that the program is held to. */
const REQUESTS = process.env['HUILIU_TEST_FUZZ'] === undefined ? 150 : 10_000;

const keys = (
  'cle_id opty_id record_type record_content ids cle_name cle_phone cle_source cle_type cle_grade ' +
  'sale_charge_user_id sale_charge_department_id service_charge_user_id im_third_id opty_name opty_type ' +
  'opty_source opty_stage lose_order_reason lose_order_remark __proto__ _id id create_time constructor ' +
  'toString client'
).split(' ');
const parameters = (
  'cursor page page_size sort order cle_name cle_id cle_phone create_time create_time_end ' +
  'record_content_name record_type opty_id create_user_id opty_name cle_type sale_charge_user_id opty_stage ' +
  '__proto__'
).split(' ');

const id = fc.oneof(
  fc.integer({ min: -2, max: 60 }).map(String),
  fc.constantFrom('9223372036854775807', '9223372036854775808', '6470844909275561985', '1.0', '1e3', '0', 'x', '%00'),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    '%',
    '_',
    '\\',
    "'",
    '<b>甲</b>&amp;',
    '甲'.repeat(300),
    '13700000001',
    '2019-01-01',
  ),
);
/** JSON text, so that numbers of every writing get through. */
const value: fc.Arbitrary<string> = fc.oneof(
  id.filter((one) => one !== 'x' && one !== '%00'),
  text.map((one) => JSON.stringify(one)),
  fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.stringify(one)),
  fc.array(id, { maxLength: 3 }).map((ids) => JSON.stringify(ids)),
  fc.constantFrom('null', 'true', '{}', '[]', '-0', '1e400', '0.1', '99999999999999999999999', '22', '26', '36', '1'),
);
const body = (custom: readonly string[]) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.dictionary(fc.constantFrom(...keys, ...custom), value, { maxKeys: 6 }).map(objectText) },
    { weight: 1, arbitrary: value },
    { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
  );
const path = fc.oneof(
  fc.constantFrom('/followupRecord', '/client', '/opportunity', '/followupRecord/followupRecords', '/client/clients'),
  fc.constantFrom(
    '/opportunity/opportunities',
    '/client/form/fields',
    '/opportunity/form/fields',
    '/oauth2/token',
    '/',
  ),
  fc.tuple(fc.constantFrom('/followupRecord', '/client', '/opportunity'), id).map((parts) => parts.join('/')),
  fc.webPath().map((one) => `/client${one}`),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...parameters), fc.oneof(text, id)), { maxLength: 4 })
  .map((pairs) => pairs.map(([key, one]) => `${key}=${encodeURIComponent(one.toWellFormed())}`).join('&'));
const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'multipart/form-data', 'x'),
  },
);

function objectText(members: Record<string, string>): string {
  return `{${Object.entries(members)
    .map(([key, one]) => `${JSON.stringify(key)}:${one}`)
    .join(',')}}`;
}

onEachEngine('icsoc fuzz', (boot) => {
  test('whatever is sent is answered in the envelope, never by a fault of ours', async () => {
    const at = await boot.app();
    const caller = await openCaller(at);
    const custom: string[] = [];
    for (const record of ['customer', 'opportunity'] as const) {
      for (const kind of fieldKinds.filter((one) => one !== 'datasource')) {
        const options = ['select', 'radio', 'checkbox', 'cascade'].includes(kind)
          ? [{ label: '一' }, { label: '二' }]
          : [];
        const fieldId = await at.store.write((db) =>
          createField(db, at.tenantId, { record, kind, label: `${kind}`, options }),
        );
        custom.push(`${kind}_${fieldId}`, `${kind}_${fieldId}_name`);
      }
    }
    await caller.post('/client', { cle_name: '客户', cle_phone: '13700000001' });
    await caller.post('/opportunity', { cle_id: 1, opty_name: '商机', opty_type: 1, opty_source: 1, opty_stage: 22 });
    await caller.post('/followupRecord', { cle_id: 1, opty_id: 1, record_type: 36, record_content: '内容' });
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
      path,
      query,
      body: body(custom),
      contentType,
    });
    const property = fc.asyncProperty(request, async (one) => {
      const carries = one.method !== 'GET';
      const answer = await at.fetch(`/openapi/v1${one.path}${one.query === '' ? '' : `?${one.query}`}`, {
        method: one.method,
        headers: {
          authorization: `Bearer ${caller.token}`,
          ...(carries ? { 'content-type': one.contentType } : {}),
        },
        ...(carries ? { body: one.body } : {}),
      });
      const received = await answer.text();
      assert.ok(answer.status < 500, `${answer.status} ${received}`);
      const parsed = JSON.parse(received) as Record<string, unknown>;
      if (one.path === '/oauth2/token' && one.method === 'POST') {
        assert.ok('error' in parsed || 'access_token' in parsed);
        return;
      }
      assert.deepEqual(Object.keys(parsed), ['code', 'message', 'data']);
      assert.equal(parsed['code'], answer.status);
      if (answer.status !== 200) assert.deepEqual(parsed['data'], []);
    });
    await fc.assert(property, { numRuns: REQUESTS, endOnFailure: true });
    assert.equal((await caller.get('/followupRecord/recordTypes')).status, 200);
  });
});
