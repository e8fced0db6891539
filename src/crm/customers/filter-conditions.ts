import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely';
import { showsPhones } from '#crm/access/mask-phone.ts';
import type { Reach } from '#crm/access/scope.ts';
import { contains } from '#crm/search/contains.ts';
import { fold } from '#crm/search/fold.ts';
import { normalisePhone, phonePart } from '#crm/search/normalise-phone.ts';
import type { Caller } from '#crm/store.ts';
import { isStorable } from '#crm/text-rules.ts';
import type { Database } from '#engines/engine.ts';
import type { CustomerFilter } from './customer.ts';
import { customerIdContains } from './id-contains.ts';
import { idPartTokens } from './search-tokens.ts';

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
  return isCubeFilter(filter) && !namesDimension(filter);
}

/** Whether the filter names a dimension of the cube. */
export function namesDimension(filter: CustomerFilter): boolean {
  return (
    filter.ownerDepartmentIds !== undefined ||
    filter.inPool !== undefined ||
    DIMENSIONS.some(([key]) => filter[key] !== undefined)
  );
}

/** What a filter asks of rows of `customers` beside the cube's dimensions, ready to be bound. */
export interface RowTerms {
  readonly id?: bigint | undefined;
  readonly idContains?: string | undefined;
  readonly gradeId?: bigint | null | undefined;
  readonly companyId?: bigint | undefined;
  readonly labelId?: bigint | undefined;
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
  readonly number?: string | undefined;
  readonly nameKey?: string | undefined;
  readonly pinyin?: string | undefined;
  readonly phone?: PhoneTerm | undefined;
  /** The name contains the key, or a phone is as `phone` says. */
  readonly text?: { readonly nameKey: string; readonly phone: PhoneTerm | null } | undefined;
}

/** A phone contains these digits; or is this number, normalised; or nothing can be it. */
type PhoneTerm = { readonly part: string } | { readonly whole: string } | { readonly never: true };

/** @param texts whether to ask for the texts too: the gram index may have decided them */
export function rowTerms(who: Caller, filter: CustomerFilter, texts: boolean): RowTerms {
  const { id, gradeId, companyId, labelId, createdFrom, createdTo, phone } = filter;
  const number = phone === undefined ? undefined : (normalisePhone(phone) ?? '');
  const idContains = texts || idPartTokens(filter.idContains ?? '') === null ? filter.idContains : undefined;
  const terms = { id, idContains, gradeId, companyId, labelId, createdFrom, createdTo, number };
  if (!texts) return terms;
  return {
    ...terms,
    nameKey: filter.nameContains ? fold(filter.nameContains) : undefined,
    pinyin: filter.pinyinContains || undefined,
    phone: filter.phoneContains ? (phoneTerm(who, filter.phoneContains) ?? { never: true }) : undefined,
    text: filter.text ? { nameKey: fold(filter.text), phone: phoneTerm(who, phonePart(filter.text) ?? '') } : undefined,
  };
}

/** Some phone contains the digits; hidden phones are found by the whole number only. Null for none. */
function phoneTerm(who: Caller, digits: string): PhoneTerm | null {
  if (digits === '') return null;
  if (showsPhones(who)) return { part: digits };
  const whole = normalisePhone(digits);
  return whole === null ? null : { whole };
}

/** Conditions on living rows of `customers`. */
export function rowConditions(tenantId: bigint, terms: RowTerms): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  const all: Expression<SqlBool>[] = [eb('customers.tenant_id', '=', tenantId), eb('customers.deleted_at', 'is', null)];
  if (terms.id !== undefined) all.push(eb('customers.id', '=', terms.id));
  if (terms.idContains !== undefined) all.push(customerIdContains(terms.idContains));
  if (terms.gradeId === null) all.push(eb('customers.grade_id', 'is', null));
  else if (terms.gradeId !== undefined) all.push(eb('customers.grade_id', '=', terms.gradeId));
  if (terms.companyId !== undefined) all.push(eb('customers.company_id', '=', terms.companyId));
  if (terms.labelId !== undefined) all.push(hasLabel(tenantId, terms.labelId));
  if (terms.createdFrom !== undefined) all.push(eb('customers.created_at', '>=', terms.createdFrom));
  if (terms.createdTo !== undefined) all.push(eb('customers.created_at', '<=', terms.createdTo));
  if (terms.number !== undefined) all.push(hasPhone(tenantId, terms.number));
  if (terms.nameKey !== undefined) all.push(contains<'customers'>('customers.name_key', terms.nameKey));
  if (terms.pinyin !== undefined) all.push(contains<'customers'>('customers.pinyin_key', terms.pinyin));
  if (terms.phone !== undefined) all.push(phoneCondition(tenantId, terms.phone));
  if (terms.text !== undefined) {
    const byName = contains<'customers'>('customers.name_key', terms.text.nameKey);
    const { phone } = terms.text;
    all.push(phone === null ? byName : eb.or([byName, phoneCondition(tenantId, phone)]));
  }
  return all;
}

/** What a filter asks of cells of the counter cube, ready to be bound: the values of their columns, 0 for "none". */
export interface CellTerms extends Partial<Record<(typeof DIMENSIONS)[number][1], bigint>> {
  readonly ownerDepartmentIds?: readonly bigint[];
  readonly inPool?: boolean;
}

export function cellTerms(filter: CustomerFilter): CellTerms {
  const { ownerDepartmentIds, inPool } = filter;
  const wanted = DIMENSIONS.flatMap(([key, column]) => {
    const value = filter[key];
    return value === undefined ? [] : [[column, value ?? 0n] as const];
  });
  return {
    ...Object.fromEntries(wanted),
    ...(ownerDepartmentIds === undefined ? {} : { ownerDepartmentIds }),
    ...(inPool === undefined ? {} : { inPool }),
  };
}

/** Conditions on cells of the cube: those of which the filter lets customers through. */
export function cellConditions(tenantId: bigint, terms: CellTerms): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  const all: Expression<SqlBool>[] = [eb('customer_cells.tenant_id', '=', tenantId)];
  for (const [, column] of DIMENSIONS) {
    const wanted = terms[column];
    if (wanted !== undefined) all.push(eb(`customer_cells.${column}`, '=', wanted));
  }
  if (terms.ownerDepartmentIds !== undefined) all.push(isOwnedBy(terms.ownerDepartmentIds));
  if (terms.inPool !== undefined) all.push(terms.inPool ? isUnowned() : eb.not(isUnowned()));
  return all;
}

/** Conditions on cells of the cube that their customers are in reach by their owner; none for who reaches everything. */
export function cellsInReach(reach: Reach): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  if (reach.all) return [];
  const mine = eb('customer_cells.owner_agent_id', '=', reach.agentId);
  return [eb.or([mine, isUnowned(), isOwnedBy(reach.departmentIds)])];
}

function isUnowned(): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  const none = sql.lit(0n);
  return eb.and([eb('customer_cells.owner_agent_id', '=', none), eb('customer_cells.owner_department_id', '=', none)]);
}

function isOwnedBy(departmentIds: readonly bigint[]): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customer_cells'>();
  return departmentIds.length === 0 ? nothing() : eb('customer_cells.owner_department_id', 'in', departmentIds);
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

function phoneCondition(tenantId: bigint, phone: PhoneTerm): Expression<SqlBool> {
  if ('never' in phone) return nothing();
  return 'whole' in phone ? hasPhone(tenantId, phone.whole) : hasPhoneWith(phone.part);
}

function nothing(): Expression<SqlBool> {
  return sql<SqlBool>`1 = 0`;
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
