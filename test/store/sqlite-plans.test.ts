import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { makePlace, type Place } from '#testing/engines.ts';

/** Lookups as the hot paths send them, and the index that must answer each, also on a store that holds nothing yet. */
const lookups: readonly (readonly [statement: string, index: string])[] = [
  [
    'select id from customer_phones where tenant_id = 1 and number in (?, ?) and deleted_at is null',
    'customer_phones_number',
  ],
  [
    'select id from companies where tenant_id = 1 and name = ? and deleted_at is null order by id limit 1',
    'companies_name',
  ],
  [
    'select * from customers where tenant_id = 1 and name = ? and deleted_at is null order by id limit 2',
    'customers_name',
  ],
  [
    'select * from customers where tenant_id = 1 and deleted_at is null order by created_at desc, id desc limit 20',
    'customers_created',
  ],
  [
    'select * from customers where tenant_id = 1 and updated_at > ? order by updated_at, id limit 20',
    'customers_updated',
  ],
  [
    'select * from follow_ups where tenant_id = 1 and customer_id = ? order by created_at desc, id desc limit 20',
    'follow_ups_customer',
  ],
  [
    'select * from follow_ups where tenant_id = 1 and visible = 1 order by created_at desc, id desc limit 20',
    'follow_ups_created',
  ],
  ['select * from calls where tenant_id = 1 and serial = ?', 'calls_serial'],
  ['select * from events where tenant_id = 1 and id > ? order by id limit 100', 'events_tenant'],
];

describe('plans of the embedded store', () => {
  let place: Place;
  let database: DatabaseSync;

  before(async () => {
    place = await makePlace('sqlite');
    await (await place.open())[Symbol.asyncDispose]();
    database = new DatabaseSync(join(place.folder, 'huiliu.db'), { readOnly: true });
  });
  after(async () => {
    database.close();
    await place[Symbol.asyncDispose]();
  });

  for (const [statement, index] of lookups) {
    test(`${index} answers "${statement}"`, () => {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all();
      assert.match(String(plan[0]!['detail']), new RegExp(`\\b${index}\\b`));
    });
  }

  test('the statistics come back after somebody measured the store', async () => {
    const before = database.prepare('SELECT * FROM sqlite_stat1 ORDER BY idx').all();
    assert.ok(before.length > 50);
    const other = new DatabaseSync(join(place.folder, 'huiliu.db'));
    other.exec("INSERT INTO tenants VALUES (1, 't', 't', 'UTC', 1, 1); ANALYZE");
    other.close();
    assert.notDeepEqual(database.prepare('SELECT * FROM sqlite_stat1 ORDER BY idx').all(), before);
    await (await place.open())[Symbol.asyncDispose]();
    assert.deepEqual(database.prepare('SELECT * FROM sqlite_stat1 ORDER BY idx').all(), before);
  });
});
