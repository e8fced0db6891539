import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, Reader, Writer } from '../engine.ts';
import { openSqlite } from './index.ts';

async function open(t: TestContext): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'huiliu-transactions-'));
  const engine = await openSqlite(folder, { alone: true });
  t.after(async () => {
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  await engine.migrate();
  return engine;
}

const put = async (db: Writer, name: string, value = ''): Promise<void> => {
  await db.sql.insertInto('settings').values({ name, value }).execute();
};

async function names(engine: Engine): Promise<string[]> {
  const rows = await engine.read((db) =>
    db.sql.selectFrom('settings').select('name').where('name', 'like', 'test %').execute(),
  );
  return rows.map(({ name }) => name).sort();
}

test('of writes that come together the failing ones leave nothing, and each caller learns of its own', async (t) => {
  const engine = await open(t);
  for (const failing of [[0], [1], [4], [9], [0, 1], [3, 7], [9, 2, 5], [...Array(10).keys()]]) {
    const mark = `test ${failing.join()}`;
    const settled = await Promise.allSettled(
      Array.from({ length: 10 }, (_unused, at) =>
        engine.write(async (db) => {
          await put(db, `${mark} ${at}`);
          if (failing.includes(at)) throw new Error(`no ${at}`);
          return at;
        }),
      ),
    );
    for (const [at, one] of settled.entries()) {
      if (failing.includes(at)) assert.equal(String((one as PromiseRejectedResult).reason), `Error: no ${at}`);
      else assert.equal((one as PromiseFulfilledResult<number>).value, at);
    }
    const kept = (await names(engine)).filter((name) => name.startsWith(`${mark} `));
    assert.equal(kept.length, 10 - failing.length, mark);
  }
});

test('hundreds of writes that come together settle in order, however many fail on what others wrote', async (t) => {
  const engine = await open(t);
  const settled = await Promise.allSettled(
    Array.from({ length: 600 }, (_unused, at) =>
      // Every third takes the name that the write before it took.
      engine.write((db) => put(db, `test ${at % 3 === 2 ? at - 1 : at}`, String(at))),
    ),
  );
  for (const [at, { status }] of settled.entries()) assert.equal(status, at % 3 === 2 ? 'rejected' : 'fulfilled');
  assert.equal((await names(engine)).length, 400);
});

test('a write that fails on what it read is told so, and those beside it run once', async (t) => {
  const engine = await open(t);
  const runs = new Map<number, number>();
  const settled = await Promise.allSettled(
    Array.from({ length: 20 }, (_unused, at) =>
      engine.write(async (db) => {
        runs.set(at, (runs.get(at) ?? 0) + 1);
        if (at % 2 === 0) return await put(db, `test ${at}`);
        const before = await db.sql
          .selectFrom('settings')
          .select('name')
          .where('name', '=', `test ${at - 1}`)
          .execute();
        throw new Error(`${before.length} before`);
      }),
    ),
  );
  for (const [at, one] of settled.entries()) {
    if (at % 2 === 1) assert.equal(String((one as PromiseRejectedResult).reason), 'Error: 1 before');
  }
  assert.equal((await names(engine)).length, 10);
  assert.deepEqual([...new Set(runs.values())], [1]);
});

test('a write that swallowed a failed statement of its own is kept with what it wrote beside', async (t) => {
  const engine = await open(t);
  await engine.write((db) => put(db, 'test taken'));
  await Promise.all(
    ['a', 'b'].map((name) =>
      engine.write(async (db) => {
        await put(db, 'test taken').catch(() => undefined);
        await put(db, `test ${name}`);
      }),
    ),
  );
  assert.deepEqual(await names(engine), ['test a', 'test b', 'test taken']);
});

test('numbers that writes draw together are all different, whoever fails, and go on when the store is opened again', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'huiliu-sequences-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const drawn: bigint[] = [];
  for (const round of [0, 1]) {
    await using engine = await openSqlite(folder, { alone: true });
    await engine.migrate();
    // The first of a group fails on its own, one within it beside the others.
    for (const failing of [-1, 0, 3]) {
      const settled = await Promise.allSettled(
        Array.from({ length: 8 }, (_unused, at) =>
          engine.write(async (db) => {
            const first = await db.nextId(7n, 'customers', 1 + (at % 3));
            const other = await db.nextId(8n, 'customers');
            if (at === failing) throw new Error('on purpose');
            return { first, count: 1 + (at % 3), other };
          }),
        ),
      );
      for (const one of settled) {
        if (one.status === 'rejected') continue;
        const { first, count, other } = one.value;
        drawn.push(...Array.from({ length: count }, (_unused, at) => first + BigInt(at)), other + 10_000n);
      }
    }
    assert.equal(new Set(drawn).size, drawn.length, `round ${round}`);
  }
  assert.equal(Math.min(...drawn.map(Number)), 1);
});

const ROW = { tenant_id: 1n, table_id: 1n, cells: '{}', text_key: '', owner: '1', ticket: '' } as const;

const addRow = async (db: Writer, id: bigint, tokens: readonly string[]): Promise<void> => {
  await db.sql
    .insertInto('asset_rows')
    .values({ ...ROW, id, owner_type: 'agent', created_at: 0, updated_at: 0 })
    .execute();
  await db.search.index('asset_rows', 1n, id, tokens);
};

const found = async (db: Reader, token: string): Promise<bigint[]> => {
  const rows = await db.sql
    .selectFrom('asset_rows')
    .select('id')
    .where(db.search.matches('asset_rows', db.search.query(1n, [[token]])))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
};

test('a write finds in the index what those before it and itself made of it, and nothing of those that failed', async (t) => {
  const engine = await open(t);
  const seen: bigint[][] = [];
  const fails = (work: (db: Writer) => Promise<void>) => async (db: Writer) => {
    await work(db);
    throw new Error('on purpose');
  };
  const look = async (db: Writer): Promise<void> => void seen.push(await found(db, '甲乙'));
  await Promise.allSettled([
    engine.write((db) => addRow(db, 1n, ['甲乙'])),
    engine.write(fails((db) => addRow(db, 2n, ['甲乙']))),
    engine.write(look),
    engine.write(
      fails(async (db) => {
        await addRow(db, 3n, ['甲乙']);
        await look(db);
        await db.search.unindex('asset_rows', 1n, [1n]);
        await look(db);
      }),
    ),
    engine.write(async (db) => {
      await db.search.index('asset_rows', 1n, 1n, ['丙丁']);
      await addRow(db, 4n, ['甲乙']);
      await look(db);
      await db.search.index('asset_rows', 1n, 4n, []);
    }),
    engine.write(fails(look)),
    engine.write((db) => addRow(db, 5n, ['甲乙', '丙丁'])),
  ]);
  assert.deepEqual(seen, [[1n], [1n, 3n], [3n], [4n], []]);
  assert.deepEqual(await engine.read((db) => found(db, '甲乙')), [5n]);
  assert.deepEqual(await engine.read((db) => found(db, '丙丁')), [1n, 5n]);
  assert.deepEqual(await engine.check(), []);
});
