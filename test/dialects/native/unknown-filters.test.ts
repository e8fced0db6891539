import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine } from '#testing/boot.ts';
import { signIn } from './agent.ts';

const lists = [
  '/customers?ownr=5',
  '/customers?q=x&ownr=5',
  '/customers/deleted?ownr=5',
  '/companies?ownr=5',
  '/opportunities?ownr=5',
  '/opportunities/board?ownr=5',
  '/follow-ups?ownr=5',
  '/pool?ownr=5',
  '/search?q=x&ownr=5',
  '/reports/funnel?ownr=5',
  '/jobs?ownr=5',
];
const exported = ['customers', 'companies', 'opportunities', 'follow-ups', 'calls'];

onEachEngine('native: a filter that nobody knows', (boot) => {
  const exportOf = (record: string) => ({ record, format: 'csv', filters: { ownr: '5' } });

  test('is refused by name under HUILIU_STRICT, as it would show everybody', async () => {
    const admin = await signIn(await boot.app({ HUILIU_STRICT: '1' }), 'admin');
    for (const path of lists) {
      const { status, body } = await admin.get(`/api${path}`);
      const { detail, errors } = body as { detail: string; errors: { field: string; code: string }[] };
      assert.equal(status, 400, path);
      assert.equal(detail, 'ownr: is not known here');
      assert.deepEqual([errors[0]!.field, errors[0]!.code], ['ownr', 'unknown_member']);
    }
    for (const record of exported) {
      const sent = await admin.send('POST', '/api/exports', exportOf(record));
      assert.equal(sent.status, 400, record);
      assert.equal((sent.body as { errors: { field: string }[] }).errors[0]!.field, 'filters.ownr');
    }
  });

  test("whose value isn't UTF-8 is refused by name, as it would find nothing; a bare % is itself", async () => {
    const admin = await signIn(await boot.app(), 'admin');
    // 金 in GBK, alone and beside what is UTF-8.
    for (const value of ['%BD%F0', '%E9%87%91%BD%F0']) {
      const { status, body } = await admin.get(`/api/customers?q=${value}`);
      assert.equal(status, 400, value);
      assert.equal((body as { errors: { field: string }[] }).errors[0]!.field, 'q');
    }
    assert.equal((await admin.get('/api/customers?q=5%')).status, 200);
  });

  test('is else passed over and counted', async () => {
    const at = await boot.app();
    const admin = await signIn(at, 'admin');
    for (const path of lists) assert.equal((await admin.get(`/api${path}`)).status, 200, path);
    for (const record of exported) {
      assert.equal((await admin.send('POST', '/api/exports', exportOf(record))).status, 202, record);
    }
    const metrics = await (await at.fetch('/metrics')).text();
    assert.match(metrics, /huiliu_unknown_keys_total\{[^}]*"POST \/exports"[^}]*\} 5/);
    assert.match(metrics, /huiliu_unknown_keys_total\{[^}]*"GET \/customers"[^}]*\} 2/);
  });
});
