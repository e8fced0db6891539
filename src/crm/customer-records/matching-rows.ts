import { type Expression, sql, type SqlBool } from 'kysely';
import { asksSome, customerConditions, customersOf } from '#crm/customers/of-customer-filter.ts';
import { contains } from '#crm/search/contains.ts';
import type { Reader } from '#crm/store.ts';
import type { AskedRecords } from './asked-records.ts';
import type { ListedRecord } from './listed-record.ts';

/**
 * How rows are come by: `walk` tests each that is met in the order of the list; `texts` takes what the gram index finds;
 * `customers` goes through the customers that are asked for, or else through an index of the rows, and compares texts.
 */
export type Way = 'walk' | 'texts' | 'customers';

/** The visible rows that match, of the record's table under its own name. */
export function matchingRows(db: Reader, { table, text }: ListedRecord<string>, asked: AskedRecords, way: Way) {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const { tenantId, customer, equal, createdFrom, createdTo } = asked;
  const all: Expression<SqlBool>[] = [sql<SqlBool>`${column('tenant_id')} = ${tenantId}`];
  // The gram index holds no others.
  if (way !== 'texts') all.push(sql<SqlBool>`${column('visible')} = 1`);
  if (customer.id !== undefined) all.push(sql<SqlBool>`${column('customer_id')} = ${customer.id}`);
  for (const [name, value] of Object.entries(equal)) all.push(sql<SqlBool>`${column(name)} = ${value}`);
  if (createdFrom !== undefined) all.push(sql<SqlBool>`${column('created_at')} >= ${createdFrom}`);
  if (createdTo !== undefined) all.push(sql<SqlBool>`${column('created_at')} <= ${createdTo}`);
  if (asked.text !== undefined) {
    const { folded, exact } = asked.text;
    if (way !== 'texts' || !exact) all.push(contains(`${table}.${text}` as 'follow_ups.content_key', folded));
  }
  // A visible row's customer is living.
  if (way !== 'walk' && asksSome(customer)) {
    all.push(sql<SqlBool>`${column('customer_id')} in ${customersOf(db, tenantId, customer).select('customers.id')}`);
  } else if (asksSome(customer) || !customer.reach.all) {
    const ofRow = db.sql
      .selectFrom('customers')
      .select('customers.id')
      .where(sql<SqlBool>`customers.id = ${column('customer_id')}`)
      .where((eb) => eb.and(customerConditions(tenantId, customer)));
    all.push(sql<SqlBool>`exists ${ofRow}`);
  }
  if (way !== 'texts') return db.sql.selectFrom(table as 'follow_ups').where((eb) => eb.and(all));
  const hits = db.search.hits(table, asked.text!.query);
  // Crossed, so that no engine asks the gram index anew for each row.
  return db.sql
    .selectFrom(hits.rows.as('hits'))
    .crossJoin(table as 'follow_ups')
    .where(hits.on('hits'))
    .where((eb) => eb.and(all));
}
