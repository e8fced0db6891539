import { type Expression, sql, type SqlBool } from 'kysely';
import { isWithin, OWNER_COLUMNS } from '#crm/access/scope.ts';
import { type AskedCustomer, asksSome, customerConditions, customersOf } from '#crm/customers/of-customer-filter.ts';
import { contains } from '#crm/search/contains.ts';
import type { Reader } from '#crm/store.ts';
import type { Hits } from '#engines/engine.ts';
import type { AskedRecords } from './asked-records.ts';
import type { ListedRecord, SortColumn } from './listed-record.ts';

/**
 * How rows are come by: `walk` tests each that is met in the order of the list; `texts` takes what the gram index finds;
 * `customers` goes through the customers that are asked for, or else through an index of the rows, and compares texts; `both`
 * does too, and looks each up among what the gram index finds.
 */
export type Way = 'walk' | 'texts' | 'customers' | 'both';

/** The visible rows that match, with `columns` of them; of those alone the caller may speak further, by the table's name. */
export function matchingRows(
  db: Reader,
  { table, text, keepsOwner }: ListedRecord<string>,
  asked: AskedRecords,
  way: Way,
  columns: readonly SortColumn[] = [],
) {
  const { tenantId, equal, createdFrom, createdTo } = asked;
  const { reach } = asked.customer;
  const reachesRows = keepsOwner && !reach.all;
  const customer: AskedCustomer = reachesRows ? { ...asked.customer, reach: { all: true } } : asked.customer;
  const testsCustomer = asksSome(customer) || !customer.reach.all;
  const hits = way === 'texts' ? db.search.hits(table, asked.text!.query) : null;
  const named = new Set<string>([...columns, ...Object.keys(equal), ...(reachesRows ? OWNER_COLUMNS : [])]);
  if (createdFrom !== undefined || createdTo !== undefined) named.add('created_at');
  if (customer.id !== undefined || testsCustomer) named.add('customer_id');
  const isTold = (way === 'texts' || way === 'both') && asked.text?.exact === true;
  if (asked.text !== undefined && !isTold) named.add(text);
  // Hits that tell all by themselves stand in the table's place.
  const alone = hits !== null && named.isSubsetOf(hits.columns);

  const column = (name: string) => sql.ref(`${table}.${name}`);
  const all: Expression<SqlBool>[] = [];
  if (!alone) all.push(sql<SqlBool>`${column('tenant_id')} = ${tenantId}`);
  // The gram index holds no others.
  if (way !== 'texts') all.push(sql<SqlBool>`${column('visible')} = 1`);
  if (customer.id !== undefined) all.push(sql<SqlBool>`${column('customer_id')} = ${customer.id}`);
  for (const [name, value] of Object.entries(equal)) {
    all.push(value === null ? sql<SqlBool>`${column(name)} is null` : sql<SqlBool>`${column(name)} = ${value}`);
  }
  if (createdFrom !== undefined) all.push(sql<SqlBool>`${column('created_at')} >= ${createdFrom}`);
  if (createdTo !== undefined) all.push(sql<SqlBool>`${column('created_at')} <= ${createdTo}`);
  if (way === 'both') all.push(db.search.among(table, asked.text!.query));
  if (named.has(text)) all.push(contains(`${table}.${text}` as 'follow_ups.content_key', asked.text!.folded));
  if (reachesRows) all.push(isWithin(reach, 'follow_ups'));
  // A visible row's customer is living.
  if (way !== 'walk' && asksSome(customer)) {
    // Made first: hits are more than a planner expects, and each would be looked for in the customers' gram index.
    const wanted = db.sql
      .with(
        (cte) => cte('wanted').materialized(),
        () => customersOf(db, tenantId, customer).select('customers.id'),
      )
      .selectFrom('wanted')
      .select('wanted.id');
    all.push(sql<SqlBool>`${column('customer_id')} in ${wanted}`);
  } else if (testsCustomer) {
    const ofRow = db.sql
      .selectFrom('customers')
      .select('customers.id')
      .where(sql<SqlBool>`customers.id = ${column('customer_id')}`)
      .where((eb) => eb.and(customerConditions(tenantId, customer)));
    // Each of a walk's rows looks its customer up: joined to them, all customers would be gone through first.
    all.push(asksSome(customer) ? sql<SqlBool>`${ofRow} is not null` : sql<SqlBool>`exists ${ofRow}`);
  }
  const rows = hits === null ? db.sql.selectFrom(table as 'follow_ups') : startOf(db, table, hits, alone);
  return rows
    .where((eb) => eb.and(all))
    .select(columns.map((name) => `${table}.${name}` as `follow_ups.${SortColumn}`));
}

function startOf(db: Reader, table: string, hits: Hits, alone: boolean) {
  const of = db.sql.selectFrom(table as 'follow_ups');
  const rows = alone
    ? db.sql.selectFrom(hits.rows.as(table))
    : // Crossed, so that no engine asks the gram index anew for each row.
      db.sql
        .selectFrom(hits.rows.as('hits'))
        .crossJoin(table as 'follow_ups')
        .where(hits.on('hits'));
  // Nothing but the hits themselves speaks of them.
  return rows as unknown as typeof of;
}
