import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConstraintError } from '#engines/engine.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { insertRows } from './insert-rows.ts';

onEachEngine('rows inserted together', (boot) => {
  let at: TestStore;
  const insert = (rows: readonly { id: bigint; name: string }[]) =>
    at.store.write((db) =>
      insertRows(
        db,
        'labels',
        rows.map((row) => ({ tenant_id: at.tenantId, ...row })),
      ),
    );
  const labels = () =>
    at.store.read((db) =>
      db.sql.selectFrom('labels').select(['id', 'name']).where('tenant_id', '=', at.tenantId).orderBy('id').execute(),
    );
  const clear = () =>
    at.store.write((db) => db.sql.deleteFrom('labels').where('tenant_id', '=', at.tenantId).execute());

  test('a store opens', async () => {
    at = await boot.store();
  });

  test('are what was given, whatever their texts look like', async () => {
    const names = ['', ' ', 'NULL', 'null', '{a,b}', '"', '\\', '\\"', "'; --", 'a,b', '\n\t', '王 伟', '😀', '\\x41'];
    const rows = names.map((name, index) => ({ id: 2n ** 63n - 1n - BigInt(index), name })).reverse();
    await insert(rows);
    assert.deepEqual(await labels(), rows);
    await clear();
  });

  test('are all there, however many', async () => {
    for (const count of [0, 1, 63, 64, 65, 1000]) {
      const rows = Array.from({ length: count }, (_unused, index) => ({
        id: BigInt(index + 1),
        name: `标签 ${index}`,
      }));
      await insert(rows);
      assert.deepEqual(await labels(), rows);
      await clear();
    }
  });

  test('have columns without a value in some of them, and in all', async () => {
    const rows = [null, 5n, null].map((agentId, index) => ({
      tenant_id: at.tenantId,
      kind: 'x',
      record: 'customer' as const,
      record_id: BigInt(index),
      agent_id: agentId,
      detail: null,
      happened_at: 1,
    }));
    await at.store.write((db) => insertRows(db, 'events', rows));
    const kept = await at.store.read((db) =>
      db.sql
        .selectFrom('events')
        .select(['record_id', 'agent_id', 'detail'])
        .where('kind', '=', 'x')
        .orderBy('id')
        .execute(),
    );
    assert.deepEqual(
      kept,
      rows.map(({ record_id, agent_id, detail }) => ({ record_id, agent_id, detail })),
    );
  });

  test('leave nothing behind when one is refused, and the constraint is named', async () => {
    const rows = [1n, 2n, 3n].map((id) => ({ id, name: id === 3n ? '一' : `标签 ${id}` }));
    await insert([{ id: 9n, name: '一' }]);
    await assert.rejects(insert(rows), (error) => {
      assert.ok(error instanceof ConstraintError);
      assert.deepEqual([error.kind, error.constraint], ['unique', 'labels_name']);
      return true;
    });
    assert.deepEqual(await labels(), [{ id: 9n, name: '一' }]);
  });
});
