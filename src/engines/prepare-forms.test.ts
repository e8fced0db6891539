import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expressionBuilder } from 'kysely';
import { onEachEngine } from '#testing/boot.ts';
import type { Database, Reader } from './engine.ts';
import { derived, prepareForms } from './prepare-forms.ts';

interface Wanted {
  readonly tenantId: bigint;
  readonly names?: readonly string[];
  readonly loginNo?: string | null;
  readonly upper?: boolean;
}

onEachEngine('a statement that is prepared in forms', (boot) => {
  let built = 0;
  const find = prepareForms((db: Reader, p: Wanted, form: 'asc' | 'desc') => {
    built += 1;
    const eb = expressionBuilder<Database, 'agents'>();
    const all = [eb('tenant_id', '=', p.tenantId)];
    if (p.names !== undefined) all.push(eb('login_no', 'in', p.names));
    if (p.loginNo === null) all.push(eb('login_no', 'is', null));
    else if (p.loginNo !== undefined) {
      const lower = (text: string) => text.toLowerCase();
      all.push(eb('login_no', '=', p.upper === true ? derived(p.loginNo, lower) : p.loginNo));
    }
    return db.sql.selectFrom('agents').select('login_no').where(eb.and(all)).orderBy('login_no', form);
  });

  test('is built once a form, and answers for the values of each call', async () => {
    const { store, tenantId } = await boot.store();
    built = 0;
    const ask = async (wanted: Omit<Wanted, 'tenantId'>, form: 'asc' | 'desc' = 'asc', tenant = tenantId) =>
      (await store.read((db) => find(db, { tenantId: tenant, ...wanted }, form))).map((row) => row.login_no);
    assert.deepEqual(await ask({}), ['admin', 'own', 'tree']);
    assert.deepEqual(await ask({}, 'asc', tenantId + 1n), []);
    assert.equal(built, 1);
    assert.deepEqual(await ask({}, 'desc'), ['tree', 'own', 'admin']);
    assert.deepEqual(await ask({ loginNo: 'own' }), ['own']);
    assert.deepEqual(await ask({ loginNo: 'tree' }), ['tree']);
    assert.deepEqual(await ask({ loginNo: null }), []);
    assert.deepEqual(await ask({ loginNo: 'OWN', upper: true }), ['own']);
    assert.deepEqual(await ask({ loginNo: 'Tree', upper: true }), ['tree']);
    assert.deepEqual(await ask({ loginNo: 'Tree', upper: false }), []);
    assert.deepEqual(await ask({ names: ['own', 'tree'] }), ['own', 'tree']);
    assert.deepEqual(await ask({ names: ['admin', 'own'] }), ['admin', 'own']);
    assert.deepEqual(await ask({ names: ['admin'] }), ['admin']);
    assert.equal(built, 8);
  });

  test('refuses to keep an id of one call for all', async () => {
    const { store, tenantId } = await boot.store();
    const leaking = prepareForms((db: Reader, _p: object) =>
      db.sql.selectFrom('agents').select('login_no').where('tenant_id', '=', tenantId),
    );
    await assert.rejects(
      store.read((db) => leaking(db, {}, '')),
      TypeError,
    );
  });
});
