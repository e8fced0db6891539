import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import {
  asksCustomer,
  customersOf,
  ofCustomerConditions,
  type OfCustomerFilter,
} from '#crm/customers/of-customer-filter.ts';
import { reachOf } from '#crm/access/scope.ts';
import { contains } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import { queryGrams, type QueryGrams } from '#crm/search/grams.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';

/** What a list of opportunities asks for; every condition that is there must hold. */
export interface OpportunityFilter extends OfCustomerFilter {
  /** The name contains it: any case, full Unicode. */
  readonly nameContains?: string;
  readonly typeId?: bigint;
  readonly sourceId?: bigint;
  readonly stageId?: bigint;
  readonly ownerAgentId?: bigint;
  /** UTC ms, inclusive. */
  readonly createdFrom?: number;
  readonly createdTo?: number;
}

/** The grams of the name that is asked for; null when nothing is. */
export function nameQuery(filter: OpportunityFilter): QueryGrams | null {
  const folded = fold(filter.nameContains ?? '');
  return folded === '' ? null : queryGrams(folded);
}

/** Whether it asks for anything of the opportunity but its name. */
export function asksRow(filter: OpportunityFilter): boolean {
  return (
    filter.typeId !== undefined ||
    filter.sourceId !== undefined ||
    filter.stageId !== undefined ||
    filter.ownerAgentId !== undefined ||
    filter.createdFrom !== undefined ||
    filter.createdTo !== undefined
  );
}

/**
 * The visible opportunities that match. `gathered` goes in through the indexes of customers and names, at a cost in
 * proportion to the matches; else each row that is met is tested, for walks in the order of the list.
 */
export function matchingRows(db: Reader, who: Caller, filter: OpportunityFilter, way: 'gathered' | 'walked') {
  let rows = db.sql.selectFrom('opportunities').where((eb) => eb.and(rowConditions(who, filter)));
  const tokens = nameQuery(filter)?.tokens ?? [];
  if (way === 'gathered' && tokens.length > 0) {
    rows = rows.where(db.search.matches('opportunities', db.search.query(who.tenantId, [tokens])));
  }
  if (!asksCustomer(filter) && reachOf(who).all) return rows;
  if (way === 'gathered' && asksCustomer(filter)) {
    return rows.where('opportunities.customer_id', 'in', customersOf(db, who, filter).select('customers.id'));
  }
  return rows.where((eb) =>
    eb.exists(
      eb
        .selectFrom('customers')
        .select('customers.id')
        .whereRef('customers.id', '=', 'opportunities.customer_id')
        .where(eb.and(ofCustomerConditions(who, filter))),
    ),
  );
}

function rowConditions(who: Caller, filter: OpportunityFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'opportunities'>();
  const all: Expression<SqlBool>[] = [
    eb('opportunities.tenant_id', '=', who.tenantId),
    eb('opportunities.visible', '=', 1),
  ];
  if (filter.customerId !== undefined) all.push(eb('opportunities.customer_id', '=', filter.customerId));
  if (filter.typeId !== undefined) all.push(eb('opportunities.type_id', '=', filter.typeId));
  if (filter.sourceId !== undefined) all.push(eb('opportunities.source_id', '=', filter.sourceId));
  if (filter.stageId !== undefined) all.push(eb('opportunities.stage_id', '=', filter.stageId));
  if (filter.ownerAgentId !== undefined) all.push(eb('opportunities.owner_agent_id', '=', filter.ownerAgentId));
  if (filter.createdFrom !== undefined) all.push(eb('opportunities.created_at', '>=', filter.createdFrom));
  if (filter.createdTo !== undefined) all.push(eb('opportunities.created_at', '<=', filter.createdTo));
  if (nameQuery(filter) !== null) {
    all.push(contains<'opportunities'>('opportunities.name_key', fold(filter.nameContains ?? '')));
  }
  return all;
}
