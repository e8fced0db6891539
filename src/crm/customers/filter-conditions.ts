import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { showsPhones } from '#crm/access/mask-phone.ts';
import { reachOf } from '#crm/access/scope.ts';
import { contains } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import type { QueryGrams } from '#crm/search/grams.ts';
import { normalisePhone, phonePart } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { isStorable } from '#crm/text-rules.ts';
import type { Database } from '#engines/engine.ts';
import type { CustomerFilter } from './customer.ts';
import { customerIdContains } from './id-contains.ts';
import { nameTokens, phoneTokens, pinyinTokens } from './search-tokens.ts';

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
    filter.id !== undefined ||
    filter.idContains !== undefined ||
    filter.gradeId !== undefined ||
    filter.text ||
    filter.nameContains ||
    filter.pinyinContains ||
    filter.phoneContains ||
    filter.phone !== undefined ||
    filter.companyId !== undefined ||
    filter.labelId !== undefined ||
    filter.createdFrom !== undefined ||
    filter.createdTo !== undefined
  );
}

/** Whether the filter lets everything through. */
export function isOpenFilter(filter: CustomerFilter): boolean {
  return (
    isCubeFilter(filter) &&
    filter.ownerDepartmentIds === undefined &&
    filter.inPool === undefined &&
    DIMENSIONS.every(([key]) => filter[key] === undefined)
  );
}

/** Conditions on living rows of `customers`: what the filter asks for beside the cube's dimensions. */
export function conditionsBesideCells(who: Caller, filter: CustomerFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  const all: Expression<SqlBool>[] = [
    eb('customers.tenant_id', '=', who.tenantId),
    eb('customers.deleted_at', 'is', null),
  ];
  if (filter.id !== undefined) all.push(eb('customers.id', '=', filter.id));
  if (filter.idContains !== undefined) all.push(customerIdContains(filter.idContains));
  if (filter.gradeId === null) all.push(eb('customers.grade_id', 'is', null));
  else if (filter.gradeId !== undefined) all.push(eb('customers.grade_id', '=', filter.gradeId));
  if (filter.companyId !== undefined) all.push(eb('customers.company_id', '=', filter.companyId));
  if (filter.labelId !== undefined) all.push(hasLabel(who.tenantId, filter.labelId));
  if (filter.createdFrom !== undefined) all.push(eb('customers.created_at', '>=', filter.createdFrom));
  if (filter.createdTo !== undefined) all.push(eb('customers.created_at', '<=', filter.createdTo));
  if (filter.text) {
    const byPhone = phoneCondition(who, phonePart(filter.text) ?? '');
    all.push(byPhone === null ? nameCondition(filter.text) : eb.or([nameCondition(filter.text), byPhone]));
  }
  if (filter.nameContains) all.push(nameCondition(filter.nameContains));
  if (filter.pinyinContains) all.push(contains<'customers'>('customers.pinyin_key', filter.pinyinContains));
  if (filter.phoneContains) all.push(phoneCondition(who, filter.phoneContains) ?? nothing());
  if (filter.phone !== undefined) all.push(hasPhone(who.tenantId, normalisePhone(filter.phone) ?? ''));
  return all;
}

/** Conditions on cells of the cube: those of which the filter lets customers through. */
export function cellConditions(who: Caller, filter: CustomerFilter): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  const all: Expression<SqlBool>[] = [eb('customer_cells.tenant_id', '=', who.tenantId)];
  for (const [key, column] of DIMENSIONS) {
    const wanted = filter[key];
    if (wanted !== undefined) all.push(eb(`customer_cells.${column}`, '=', wanted ?? 0n));
  }
  if (filter.ownerDepartmentIds !== undefined) all.push(isOwnedBy(filter.ownerDepartmentIds));
  if (filter.inPool !== undefined) all.push(filter.inPool ? isUnowned() : eb.not(isUnowned()));
  return all;
}

/** Conditions on cells of the cube that their customers are in reach by their owner; none for who reaches everything. */
export function cellsInReach(who: Caller): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  const reach = reachOf(who);
  if (reach.all) return [];
  const mine = eb('customer_cells.owner_agent_id', '=', reach.agentId);
  return [eb.or([mine, isUnowned(), isOwnedBy(reach.departmentIds)])];
}

function isUnowned(): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  return eb.and([eb('customer_cells.owner_agent_id', '=', 0n), eb('customer_cells.owner_department_id', '=', 0n)]);
}

function isOwnedBy(departmentIds: readonly bigint[]): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  return departmentIds.length === 0 ? nothing() : eb('customer_cells.owner_department_id', 'in', departmentIds);
}

/** Search tokens by which candidates are found: a row must have all of one of `anyOf`. */
export interface TokenQuery {
  readonly anyOf: TokenLists;
  /** The tokens alone decide; else each candidate must be compared with the texts themselves. */
  readonly exact: boolean;
}

export type TokenLists = readonly [readonly string[], ...(readonly string[])[]];

/** The tokens that the filter's texts ask for; null when they don't narrow anything. */
export function filterTokens(who: Caller, filter: CustomerFilter): TokenQuery | null {
  const all: QueryGrams[] = [];
  if (filter.nameContains) all.push(nameTokens(fold(filter.nameContains)));
  if (filter.pinyinContains) all.push(pinyinTokens(filter.pinyinContains));
  if (filter.phoneContains) all.push(phoneTokens(filter.phoneContains));
  const either: QueryGrams[] = filter.text ? textTokens(filter.text) : [{ tokens: [], exact: true }];
  const common = all.flatMap((part) => part.tokens);
  const [first, ...others] = either.map(({ tokens }) => [...common, ...tokens]);
  if (first === undefined || [first, ...others].some((tokens) => tokens.length === 0)) return null;
  const asksPhone = filter.phoneContains !== undefined || either.length > 1;
  return {
    anyOf: [first, ...others],
    exact: [...all, ...either].every((part) => part.exact) && (showsPhones(who) || !asksPhone),
  };
}

function textTokens(text: string): QueryGrams[] {
  const digits = phonePart(text);
  return digits === null ? [nameTokens(fold(text))] : [nameTokens(fold(text)), phoneTokens(digits)];
}

/** The condition that a row carries the filter's tokens. */
export function tokenCondition(db: Reader, who: Caller, anyOf: TokenLists): Expression<SqlBool> {
  return db.search.matches('customers', db.search.query(who.tenantId, anyOf));
}

/** What the filter asks for beside the texts that tokens stand for. */
export function withoutTexts(filter: CustomerFilter): CustomerFilter {
  const { text: _text, nameContains: _name, pinyinContains: _pinyin, phoneContains: _phone, ...rest } = filter;
  return rest;
}

/** Whether the filter asks for texts that no store can hold. */
export function asksImpossible(filter: CustomerFilter): boolean {
  const { text = '', nameContains = '', pinyinContains = '', phoneContains = '' } = filter;
  return ![text, nameContains, pinyinContains, phoneContains].every(isStorable);
}

/** Whether a caller who may not see phones looks a whole one up by this filter. */
export function isPhoneSearch({ text, phoneContains, phone }: CustomerFilter): boolean {
  return [text, phoneContains, phone].some((one) => one !== undefined && normalisePhone(one) !== null);
}

function nameCondition(text: string): Expression<SqlBool> {
  return contains<'customers'>('customers.name_key', fold(text));
}

/** Some phone contains the digits; hidden phones are found by the whole number only. Null for none. */
function phoneCondition(who: Caller, digits: string): Expression<SqlBool> | null {
  if (digits === '') return null;
  if (showsPhones(who)) return hasPhoneWith(digits);
  const number = normalisePhone(digits);
  return number === null ? null : hasPhone(who.tenantId, number);
}

function nothing(): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  return eb(eb.val(1), '=', eb.val(0));
}

/** Some phone of the customer is this number, normalised. */
export function hasPhone(tenantId: bigint, number: string): Expression<SqlBool> {
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

function hasLabel(tenantId: bigint, labelId: bigint): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers'>();
  return eb(
    'customers.id',
    'in',
    eb
      .selectFrom('customer_labels')
      .select('customer_labels.customer_id')
      .where('customer_labels.tenant_id', '=', tenantId)
      .where('customer_labels.label_id', '=', labelId),
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
