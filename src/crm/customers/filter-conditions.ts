import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { reachOf, customerInReach } from '#crm/access/scope.ts';
import { contains } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import type { QueryGrams } from '#crm/search/grams.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import type { CustomerFilter } from './customer.ts';
import { nameTokens, phoneTokens } from './search-tokens.ts';

/** The dimensions of the counter cube that a filter can name, with their columns. */
const DIMENSIONS = [
  ['ownerAgentId', 'owner_agent_id'],
  ['typeId', 'type_id'],
  ['sourceId', 'source_id'],
  ['dealFlagId', 'deal_flag_id'],
  ['taskId', 'task_id'],
] as const;

/** Whether the filter speaks of the cube's dimensions only, so that the cube can answer for it. */
export function isCubeFilter(filter: CustomerFilter): boolean {
  return !(
    filter.gradeId !== undefined ||
    filter.nameContains ||
    filter.phoneContains ||
    filter.phone !== undefined ||
    filter.companyId !== undefined ||
    filter.createdFrom !== undefined ||
    filter.createdTo !== undefined
  );
}

/** Whether the filter lets everything through. */
export function isOpenFilter(filter: CustomerFilter): boolean {
  return (
    isCubeFilter(filter) &&
    filter.ownerDepartmentIds === undefined &&
    DIMENSIONS.every(([key]) => filter[key] === undefined)
  );
}

/** Conditions on living rows of `customers` that are in reach and that the filter lets through. */
export function rowConditions(who: Caller, filter: CustomerFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  const all: Expression<SqlBool>[] = [
    eb('customers.tenant_id', '=', who.tenantId),
    eb('customers.deleted_at', 'is', null),
  ];
  if (!reachOf(who).all) all.push(customerInReach(who));
  for (const [key, column] of DIMENSIONS) {
    const wanted = filter[key];
    if (wanted !== undefined) all.push(equals(`customers.${column}`, wanted));
  }
  if (filter.gradeId !== undefined) all.push(equals('customers.grade_id', filter.gradeId));
  if (filter.ownerDepartmentIds !== undefined) {
    all.push(isOneOf('customers.owner_department_id', filter.ownerDepartmentIds));
  }
  if (filter.companyId !== undefined) all.push(eb('customers.company_id', '=', filter.companyId));
  if (filter.createdFrom !== undefined) all.push(eb('customers.created_at', '>=', filter.createdFrom));
  if (filter.createdTo !== undefined) all.push(eb('customers.created_at', '<=', filter.createdTo));
  if (filter.nameContains) all.push(contains<'customers'>('customers.name_key', fold(filter.nameContains)));
  if (filter.phoneContains) all.push(hasPhoneWith(filter.phoneContains));
  if (filter.phone !== undefined) all.push(hasPhone(who.tenantId, normalisePhone(filter.phone) ?? ''));
  return all;
}

/** Conditions on cells of the cube: those in reach by owner, which the filter lets through. */
export function cellConditions(who: Caller, filter: CustomerFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  const all: Expression<SqlBool>[] = [eb('customer_cells.tenant_id', '=', who.tenantId)];
  for (const [key, column] of DIMENSIONS) {
    const wanted = filter[key];
    if (wanted !== undefined) all.push(eb(`customer_cells.${column}`, '=', wanted ?? 0n));
  }
  if (filter.ownerDepartmentIds !== undefined) {
    all.push(isOneOf('customer_cells.owner_department_id', filter.ownerDepartmentIds));
  }
  const reach = reachOf(who);
  if (!reach.all) {
    all.push(
      eb.or([
        eb('customer_cells.owner_agent_id', '=', reach.agentId),
        eb.and([eb('customer_cells.owner_agent_id', '=', 0n), eb('customer_cells.owner_department_id', '=', 0n)]),
        isOneOf('customer_cells.owner_department_id', reach.departmentIds),
      ]),
    );
  }
  return all;
}

/** The search tokens that the filter's texts ask for; null when it holds none that the index knows. */
export function filterTokens(filter: CustomerFilter): QueryGrams | null {
  const parts: QueryGrams[] = [];
  if (filter.nameContains) parts.push(nameTokens(fold(filter.nameContains)));
  if (filter.phoneContains) parts.push(phoneTokens(filter.phoneContains));
  const tokens = parts.flatMap((part) => part.tokens);
  return tokens.length === 0 ? null : { tokens, exact: parts.every((part) => part.exact) };
}

/** The condition that a row carries the filter's tokens. */
export function tokenCondition(db: Reader, who: Caller, tokens: readonly string[]): Expression<SqlBool> {
  return db.search.matches('customers', who.tenantId, tokens);
}

type IdColumn =
  | 'customers.owner_agent_id'
  | 'customers.type_id'
  | 'customers.source_id'
  | 'customers.deal_flag_id'
  | 'customers.task_id'
  | 'customers.grade_id';

function equals(column: IdColumn, wanted: bigint | null): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  return wanted === null ? eb(column, 'is', null) : eb(column, '=', wanted);
}

function isOneOf(
  column: 'customers.owner_department_id' | 'customer_cells.owner_department_id',
  ids: readonly bigint[],
): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers' | 'customer_cells'>();
  return ids.length === 0 ? eb(eb.val(1), '=', eb.val(0)) : eb(column, 'in', ids);
}

function hasPhone(tenantId: bigint, number: string): Expression<SqlBool> {
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

function hasPhoneWith(digits: string): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  return eb.exists(
    eb
      .selectFrom('customer_phones')
      .select('customer_phones.id')
      .whereRef('customer_phones.tenant_id', '=', 'customers.tenant_id')
      .whereRef('customer_phones.customer_id', '=', 'customers.id')
      .where(contains<'customer_phones'>('customer_phones.number', digits)),
  );
}
