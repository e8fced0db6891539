import { sql } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import { asksCustomer, asksImpossible, customersOf } from '#crm/customers/of-customer-filter.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { asksRow, matchingRows, nameQuery, type OpportunityFilter } from './opportunity-filter.ts';

/**
 * How many opportunities the caller sees through a filter, exactly. Kept counts answer for filters on the customer, the
 * gram index for short names alone; others count rows, at a cost in proportion to the matches.
 */
export async function countOpportunities(db: Reader, who: Caller, filter: OpportunityFilter): Promise<number> {
  if (asksImpossible(filter, filter.nameContains)) return 0;
  const { all } = reachOf(who);
  const name = nameQuery(filter);
  if (name === null && !asksRow(filter)) {
    if (all && !asksCustomer(filter)) return await readCount(db, who.tenantId, 'opportunities');
    return await sumOfCustomers(db, who, filter);
  }
  if (all && name?.exact === true && !asksRow(filter) && !asksCustomer(filter)) {
    return await db.search.count('opportunities', db.search.query(who.tenantId, [name.tokens]));
  }
  const { n } = await matchingRows(db, who, filter, 'gathered')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

async function sumOfCustomers(db: Reader, who: Caller, filter: OpportunityFilter): Promise<number> {
  const { n } = await customersOf(db, who, filter)
    .select(sql<number>`coalesce(sum(customers.opportunity_count), 0)`.as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}
