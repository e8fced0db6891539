import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { asksCustomer, type OfCustomerFilter } from '#crm/customers/of-customer-filter.ts';
import { contains } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import { queryGrams, type QueryGrams } from '#crm/search/grams.ts';
import type { Caller } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';

/** What a list of follow-ups asks for; every condition that is there must hold. */
export interface FollowUpFilter extends OfCustomerFilter {
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

/** The grams of the content that is asked for; null when nothing is. */
export function contentQuery(filter: FollowUpFilter): QueryGrams | null {
  const folded = fold(filter.contentContains ?? '');
  return folded === '' ? null : queryGrams(folded);
}
