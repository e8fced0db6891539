import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Engine } from '#engines/engine.ts';
import { makePlace, stopOwnPostgres } from '#testing/engines.ts';
import { startReplicatedPostgres } from '#testing/postgres-server.ts';
import { environmentOf, runHuiliu } from '#testing/run-huiliu.ts';
import { openPostgres } from '#engines/postgres/index.ts';
import { isOrphanWrite } from '#engines/postgres/orphan-writes.ts';

const WRITERS = 8;
const ROUNDS = 25;
const NOWHERE = 'postgres://nobody@127.0.0.1:9/nothing';

describe('a read replica', () => {
  after(stopOwnPostgres);

  test('that the primary does not wait for is refused at the start, with one line that says what to set', async () => {
    await using place = await makePlace('postgres');
    const { status, stderr } = await runHuiliu(
      ['serve'],
      environmentOf(place, { HUILIU_READ_URL: place.databaseUrl! }),
    );
    assert.equal(status, 1);
    assert.match(stderr, /^huiliu: HUILIU_READ_URL needs a synchronous replica[^\n]*\n$/);
  });

  test('that is gone leaves reads to the primary', async () => {
    await using place = await makePlace('postgres');
    await using engine = await openPostgres(place.databaseUrl!, { readUrl: NOWHERE });
    const write = (name: string) =>
      engine.write((db) => db.sql.insertInto('settings').values({ name, value: 'x' }).execute());
    await write('a');
    const rows = await engine.read((db) => db.sql.selectFrom('settings').select('name').execute());
    assert.deepEqual(rows, [{ name: 'a' }]);
  });
});

test('a replica that streams answers reads, which see every acknowledged write; without it the primary does', async () => {
  await using servers = await startReplicatedPostgres();
  const { primary, replica } = servers;
  const open = () => openPostgres(`${primary.url}postgres`, { readUrl: `${replica.url}postgres` });
  await using first = await open();
  await using second = await open();
  await first.migrate();
  const put = (engine: Engine, name: string) =>
    engine.write((db) => db.sql.insertInto('settings').values({ name, value: '' }).execute());
  const has = async (engine: Engine, name: string) =>
    (await engine.read((db) => db.sql.selectFrom('settings').select('name').where('name', '=', name).execute()))
      .length === 1;
  const isRecovering = await first.read(async (db) => {
    const { rows } = await sql<{ yes: unknown }>`select pg_is_in_recovery() as yes`.execute(db.sql);
    return Boolean(rows[0]!.yes);
  });
  assert.equal(isRecovering, true);

  const missed: string[] = [];
  const writer = async (of: number): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = `${of} ${round}`;
      await put(first, name);
      for (const engine of [first, second]) if (!(await has(engine, name))) missed.push(name);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_unused, of) => writer(of)));
  assert.deepEqual(missed, []);

  await using place = await makePlace('sqlite');
  const refusing = await runHuiliu(['tenant', 'list'], {
    ...environmentOf(place),
    HUILIU_DATABASE_URL: `${primary.url}postgres`,
    HUILIU_READ_URL: `${replica.url}nowhere`,
  });
  assert.equal(refusing.stderr, 'huiliu: HUILIU_READ_URL: database "nowhere" does not exist\n');

  await replica[Symbol.asyncDispose]();
  assert.equal(await has(first, '0 0'), true);
});

test('only what the driver throws after a connection was lost counts as that', () => {
  const error = new TypeError("Cannot read properties of null (reading 'write')");
  assert.equal(isOrphanWrite(error), false);
  error.stack = `${error.message}\n    at Immediate.nextWrite (file:///x/node_modules/postgres/src/connection.js:255:22)`;
  assert.equal(isOrphanWrite(error), true);
  assert.equal(isOrphanWrite(new Error('nextWrite postgres/src/connection.js')), false);
});
