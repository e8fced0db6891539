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
    'select * from customers where row_no in (select rowid from customers_search where customers_search match ?) ' +
      'and tenant_id = 1 and name = ? and deleted_at is null order by id limit 2',
    'INTEGER PRIMARY KEY',
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
  [
    "select id from companies where tenant_id = 1 and service_account = ? and service_account <> '' order by created_at desc, id desc limit 100",
    'companies_account',
  ],
  ['select count(*) from companies where tenant_id = 1 and created_at > ? and deleted_at is null', 'companies_created'],
  [
    'select * from customers where tenant_id = 1 and deleted_at is null and owner_agent_id is null ' +
      'and owner_department_id is null and recycled_at is not null order by recycled_at desc, id desc limit 10',
    'customers_pool',
  ],
  [
    'select * from customers where tenant_id = 1 and deleted_at is null and owner_agent_id = ? ' +
      'and assigned_at is not null order by assigned_at desc, id desc limit 10',
    'customers_assigned',
  ],
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

  test('the hits of a search of companies are told apart without reading their rows', () => {
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT id, created_at, updated_at FROM companies
           INNER JOIN (SELECT rowid AS hit FROM companies_search WHERE companies_search MATCH ?) AS hits ON hits.hit = companies.row_no
          WHERE companies.tenant_id = ? AND companies.deleted_at IS NULL AND companies.created_at >= ?`,
      )
      .all('"1:+an甲乙"', 1, 0);
    assert.match(String(plan[0]!['detail']), /^SCAN companies_search/);
    assert.match(String(plan[1]!['detail']), /COVERING INDEX companies_hits/);
  });

  test('the hits of a search of follow-ups are told apart without reading their rows', () => {
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT created_at, id FROM (SELECT rowid AS hit FROM follow_ups_search WHERE follow_ups_search MATCH ?) AS hits
          CROSS JOIN follow_ups WHERE hits.hit = follow_ups.row_no AND follow_ups.tenant_id = ? AND customer_id IN (?) AND type_id = ? AND created_by_agent_id = ? AND created_at >= ?`,
      )
      .all('"1:甲乙 1:乙丙"', 1, 1, 1, 1, 0);
    assert.match(String(plan[0]!['detail']), /^SCAN follow_ups_search/);
    assert.match(String(plan[1]!['detail']), /COVERING INDEX follow_ups_hits/);
  });

  test('whether a customer is in reach, and whose the follow-ups of a time are, is told by indexes alone', () => {
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT count(*) FROM follow_ups WHERE follow_ups.tenant_id = ? AND visible = 1 AND created_at >= ?
            AND EXISTS (SELECT customers.id FROM customers WHERE customers.id = follow_ups.customer_id AND customers.tenant_id = ?
                           AND deleted_at IS NULL AND (owner_agent_id = ? OR service_agent_id = ? OR (owner_agent_id IS NULL
                           AND owner_department_id IS NULL) OR owner_department_id IN (?) OR service_department_id IN (?)))`,
      )
      .all(1, 0, 1, 1, 1, 1, 1);
    assert.match(String(plan[0]!['detail']), /COVERING INDEX follow_ups_created/);
    assert.match(String(plan[1]!['detail']), /INDEX customers_reach/);
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
