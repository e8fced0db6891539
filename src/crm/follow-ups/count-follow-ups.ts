import { sql } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { readCount } from '#crm/counts.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { asksCustomer, asksImpossible, customersOf } from '#crm/customers/of-customer-filter.ts';
import { asksContentOnly, asksCustomerOnly, contentQuery, type FollowUpFilter } from './follow-up-filter.ts';
import { matchingRows } from './matching-rows.ts';

/**
 * How many follow-ups the caller sees through a filter, exactly. Kept counts answer for filters on the customer, the gram
 * index for short texts alone; others count rows, at a cost in proportion to the matches.
 */
export async function countFollowUps(db: Reader, who: Caller, filter: FollowUpFilter): Promise<number> {
  if (asksImpossible(filter, filter.contentContains)) return 0;
  const { all } = reachOf(who);
  if (asksCustomerOnly(filter)) {
    if (all && !asksCustomer(filter)) return await readCount(db, who.tenantId, 'follow_ups');
    return await sumOfCustomers(db, who, filter);
  }
  const query = contentQuery(filter);
  if (all && query?.exact === true && asksContentOnly(filter)) {
    return await db.search.count('follow_ups', db.search.query(who.tenantId, [query.tokens]));
  }
  const { n } = await matchingRows(db, who, filter, 'gathered')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

/**
 * Whether counting means going through all matches of texts or customers: neither kept counts, nor the gram index, nor an index
 * of the rows answers alone.
 */
export function isCountedByMatches(who: Caller, filter: FollowUpFilter): boolean {
  if (asksCustomerOnly(filter)) return false;
  const query = contentQuery(filter);
  if (query === null) return asksCustomer(filter);
  return !(query.exact && asksContentOnly(filter) && reachOf(who).all);
}

async function sumOfCustomers(db: Reader, who: Caller, filter: FollowUpFilter): Promise<number> {
  const { n } = await customersOf(db, who, filter)
    .select(sql<number>`coalesce(sum(customers.follow_up_count), 0)`.as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}
