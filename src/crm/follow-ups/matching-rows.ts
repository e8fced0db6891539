import { reachOf } from '#crm/access/scope.ts';
import { asksCustomer, customersOf, ofCustomerConditions } from '#crm/customers/of-customer-filter.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { contentQuery, rowConditions, type FollowUpFilter } from './follow-up-filter.ts';

/**
 * The visible follow-ups that match. `gathered` goes in through the indexes of customers and texts, at a cost in
 * proportion to the matches; else each row that is met is tested, for walks in the order of the list.
 */
export function matchingRows(db: Reader, who: Caller, filter: FollowUpFilter, way: 'gathered' | 'walked') {
  let rows = db.sql.selectFrom('follow_ups').where((eb) => eb.and(rowConditions(who, filter)));
  const tokens = contentQuery(filter)?.tokens ?? [];
  if (way === 'gathered' && tokens.length > 0) {
    rows = rows.where(db.search.matches('follow_ups', db.search.query(who.tenantId, [tokens])));
  }
  // A visible row's customer is living.
  const { customerId: _named, ...others } = filter;
  if (!asksCustomer(others) && reachOf(who).all) return rows;
  if (way === 'gathered' && asksCustomer(filter)) {
    return rows.where('follow_ups.customer_id', 'in', customersOf(db, who, filter).select('customers.id'));
  }
  return rows.where((eb) =>
    eb.exists(
      eb
        .selectFrom('customers')
        .select('customers.id')
        .whereRef('customers.id', '=', 'follow_ups.customer_id')
        .where(eb.and(ofCustomerConditions(who, filter))),
    ),
  );
}
