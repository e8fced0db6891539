import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { makePlace, stopOwnPostgres } from '#testing/engines.ts';
import { environmentOf, runHuiliu } from '#testing/run-huiliu.ts';
import { openPostgres } from '#engines/postgres/index.ts';
import { isOrphanWrite } from '#engines/postgres/orphan-writes.ts';

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

test('only what the driver throws after a connection was lost counts as that', () => {
  const error = new TypeError("Cannot read properties of null (reading 'write')");
  assert.equal(isOrphanWrite(error), false);
  error.stack = `${error.message}\n    at Immediate.nextWrite (file:///x/node_modules/postgres/src/connection.js:255:22)`;
  assert.equal(isOrphanWrite(error), true);
  assert.equal(isOrphanWrite(new Error('nextWrite postgres/src/connection.js')), false);
});
