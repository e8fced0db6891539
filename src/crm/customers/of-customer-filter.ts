import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { customerInReach, reachOf } from '#crm/access/scope.ts';
import { contains } from '#crm/search/contains.ts';

import { fold } from '#crm/search/fold.ts';
import type { QueryGrams } from '#crm/search/grams.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { isStorable } from '#crm/text-rules.ts';
import type { Database } from '#engines/engine.ts';
import { hasPhone } from './filter-conditions.ts';
import { customerIdContains } from './id-contains.ts';
import { nameTokens } from './search-tokens.ts';

/** What a list of records that belong to customers (follow-ups, opportunities) asks of the customer. */
export interface OfCustomerFilter {
  readonly customerId?: bigint;
  /** Digits that the customer's id contains. */
  readonly customerIdContains?: string;
  readonly customerNameContains?: string;
  /** Some phone of the customer is this one, normalised (crm/search/normalise-phone.ts). */
  readonly customerNumber?: string;
}

export function asksCustomer(filter: OfCustomerFilter): boolean {
  return (
    filter.customerId !== undefined ||
    filter.customerIdContains !== undefined ||
    customerNameQuery(filter) !== null ||
    filter.customerNumber !== undefined
  );
}

/** Whether some of these texts is one that no store can hold, so that nothing can match. */
export function asksImpossible(filter: OfCustomerFilter, ...texts: readonly (string | undefined)[]): boolean {
  return ![filter.customerNameContains, ...texts].every((text = '') => isStorable(text));
}

/** Conditions on `customers`: living, in reach, and as the filter says. */
export function ofCustomerConditions(who: Caller, filter: OfCustomerFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  const all: Expression<SqlBool>[] = [
    eb('customers.tenant_id', '=', who.tenantId),
    eb('customers.deleted_at', 'is', null),
  ];
  if (!reachOf(who).all) all.push(customerInReach(who));
  if (filter.customerId !== undefined) all.push(eb('customers.id', '=', filter.customerId));
  if (filter.customerIdContains !== undefined) all.push(customerIdContains(filter.customerIdContains));
  if (customerNameQuery(filter) !== null) {
    all.push(contains<'customers'>('customers.name_key', fold(filter.customerNameContains ?? '')));
  }
  if (filter.customerNumber !== undefined) all.push(hasPhone(who.tenantId, filter.customerNumber));
  return all;
}

/** The living customers that the filter names, by the cheapest way into them. */
export function customersOf(db: Reader, who: Caller, filter: OfCustomerFilter) {
  const tokens = customerNameQuery(filter)?.tokens ?? [];
  const query = db.sql.selectFrom('customers').where((eb) => eb.and(ofCustomerConditions(who, filter)));
  return tokens.length === 0
    ? query
    : query.where(db.search.matches('customers', db.search.query(who.tenantId, [tokens])));
}

function customerNameQuery(filter: OfCustomerFilter): QueryGrams | null {
  const folded = fold(filter.customerNameContains ?? '');
  return folded === '' ? null : nameTokens(folded);
}
