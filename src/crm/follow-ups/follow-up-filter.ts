import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { customerInReach, reachOf } from '#crm/access/scope.ts';
import { nameTokens } from '#crm/customers/search-tokens.ts';
import { contains } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import { queryGrams, type QueryGrams } from '#crm/search/grams.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';

/** What a list of follow-ups asks for; every condition that is there must hold. */
export interface FollowUpFilter {
  readonly customerId?: bigint;
  /** Digits that the customer's id contains. */
  readonly customerIdContains?: string;
  readonly customerNameContains?: string;
  /** Some phone of the customer is this one, normalised (crm/search/normalise-phone.ts). */
  readonly customerNumber?: string;
  /** The tag-free text contains it: any case, full Unicode. */
  readonly contentContains?: string;
  readonly typeId?: bigint;
  readonly opportunityId?: bigint;
  readonly createdByAgentId?: bigint;
  /** UTC ms, inclusive. */
  readonly createdFrom?: number;
  readonly createdTo?: number;
}

/** Whether the filter speaks of the customer alone, so that the customers' own follow-up counts answer for it. */
export function asksCustomerOnly(filter: FollowUpFilter): boolean {
  return !asksRow(filter) && contentQuery(filter) === null;
}

/** Whether it asks for part of a text and nothing else. */
export function asksContentOnly(filter: FollowUpFilter): boolean {
  return !asksRow(filter) && !asksCustomer(filter) && contentQuery(filter) !== null;
}

export function asksCustomer(filter: FollowUpFilter): boolean {
  return (
    filter.customerId !== undefined ||
    filter.customerIdContains !== undefined ||
    nameQuery(filter) !== null ||
    filter.customerNumber !== undefined
  );
}

function asksRow(filter: FollowUpFilter): boolean {
  return (
    filter.typeId !== undefined ||
    filter.opportunityId !== undefined ||
    filter.createdByAgentId !== undefined ||
    filter.createdFrom !== undefined ||
    filter.createdTo !== undefined
  );
}

/** Conditions on visible rows of `follow_ups`, but for those on its customer. */
export function rowConditions(who: Caller, filter: FollowUpFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'follow_ups'>();
  const all: Expression<SqlBool>[] = [eb('follow_ups.tenant_id', '=', who.tenantId), eb('follow_ups.visible', '=', 1)];
  if (filter.customerId !== undefined) all.push(eb('follow_ups.customer_id', '=', filter.customerId));
  if (filter.typeId !== undefined) all.push(eb('follow_ups.type_id', '=', filter.typeId));
  if (filter.opportunityId !== undefined) all.push(eb('follow_ups.opportunity_id', '=', filter.opportunityId));
  if (filter.createdByAgentId !== undefined) {
    all.push(eb('follow_ups.created_by_agent_id', '=', filter.createdByAgentId));
  }
  if (filter.createdFrom !== undefined) all.push(eb('follow_ups.created_at', '>=', filter.createdFrom));
  if (filter.createdTo !== undefined) all.push(eb('follow_ups.created_at', '<=', filter.createdTo));
  if (contentQuery(filter) !== null) {
    all.push(contains<'follow_ups'>('follow_ups.content_key', fold(filter.contentContains ?? '')));
  }
  return all;
}

/** Conditions on `customers`: living, in reach, and as the filter says. */
export function customerConditions(who: Caller, filter: FollowUpFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  const all: Expression<SqlBool>[] = [
    eb('customers.tenant_id', '=', who.tenantId),
    eb('customers.deleted_at', 'is', null),
  ];
  if (!reachOf(who).all) all.push(customerInReach(who));
  if (filter.customerId !== undefined) all.push(eb('customers.id', '=', filter.customerId));
  if (filter.customerIdContains !== undefined) {
    all.push(eb(eb.cast<string>('customers.id', 'text'), 'like', `%${filter.customerIdContains}%`));
  }
  if (nameQuery(filter) !== null) {
    all.push(contains<'customers'>('customers.name_key', fold(filter.customerNameContains ?? '')));
  }
  if (filter.customerNumber !== undefined) all.push(hasNumber(who.tenantId, filter.customerNumber));
  return all;
}

/** The living customers that the filter names, by the cheapest way into them. */
export function customersOf(db: Reader, who: Caller, filter: FollowUpFilter) {
  const tokens = nameQuery(filter)?.tokens ?? [];
  const query = db.sql.selectFrom('customers').where((eb) => eb.and(customerConditions(who, filter)));
  return tokens.length === 0 ? query : query.where(db.search.matches('customers', who.tenantId, tokens));
}

/** The grams of the content that is asked for; null when nothing is. */
export function contentQuery(filter: FollowUpFilter): QueryGrams | null {
  const folded = fold(filter.contentContains ?? '');
  return folded === '' ? null : queryGrams(folded);
}

function nameQuery(filter: FollowUpFilter): QueryGrams | null {
  const folded = fold(filter.customerNameContains ?? '');
  return folded === '' ? null : nameTokens(folded);
}

function hasNumber(tenantId: bigint, number: string): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  return eb(
    'customers.id',
    'in',
    eb
      .selectFrom('customer_phones')
      .select('customer_phones.customer_id')
      .where('customer_phones.tenant_id', '=', tenantId)
      .where('customer_phones.number', '=', number)
      .where('customer_phones.deleted_at', 'is', null),
  );
}
