import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqlite } from './index.ts';

test('a store tells a bulk whether another process writes to it, and doesn’t count its own writes', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'huiliu-others-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await using bulk = await openSqlite(folder);
  await bulk.migrate();
  await using other = await openSqlite(folder);
  const set = (engine: typeof bulk, value: string) =>
    engine.write((db) =>
      db.sql
        .insertInto('settings')
        .values({ name: 'a', value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute(),
    );
  await set(bulk, 'own');
  assert.equal(bulk.othersWrite(), false);
  await set(other, 'other');
  assert.equal(bulk.othersWrite(), true);
  await set(bulk, 'own again');
  assert.equal(bulk.othersWrite(), true, 'it is remembered for a while');
});
