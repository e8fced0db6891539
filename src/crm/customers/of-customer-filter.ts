import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { isWithin, type Reach, reachOf } from '#crm/access/scope.ts';
import { type AskedText, askText } from '#crm/search/asked-text.ts';
import { contains } from '#crm/search/contains.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { isStorable } from '#crm/text-rules.ts';
import type { Database, SearchQuery } from '#engines/engine.ts';
import { customerOfNumber } from './customer-of-number.ts';
import { customerIdContains } from './id-contains.ts';
import { idPartTokens, nameTokens } from './search-tokens.ts';

/** What a list of records that belong to customers (follow-ups, opportunities) asks of the customer. */
export interface OfCustomerFilter {
  readonly customerId?: bigint;
  /** Digits that the customer's id contains. */
  readonly customerIdContains?: string;
  readonly customerNameContains?: string;
  /** Some phone of the customer is this one, normalised (crm/search/normalise-phone.ts). */
  readonly customerNumber?: string;
}

/** The same with the caller's reach, as statements take it (engines/prepare-forms.ts). */
export interface AskedCustomer {
  readonly reach: Reach;
  readonly id?: bigint;
  readonly idContains?: string;
  /** What finds ids that contain it; too short a part is looked for in all of them. */
  readonly idQuery?: SearchQuery;
  readonly name?: AskedText;
}

/** What to ask of customers; null when no customer can satisfy it. One point read for a phone, which one customer has. */
export async function askCustomer(db: Reader, who: Caller, filter: OfCustomerFilter): Promise<AskedCustomer | null> {
  const { customerIdContains: digits, customerNameContains = '', customerNumber: number } = filter;
  if (!isStorable(customerNameContains)) return null;
  const { tenantId } = who;
  let id = filter.customerId;
  if (number !== undefined) {
    const owner = await customerOfNumber(db, tenantId, number);
    if (owner === null || (id ?? owner) !== owner) return null;
    id = owner;
  }
  if (id !== undefined && digits !== undefined && !String(id).includes(digits)) return null;
  const name = askText(db, 'customers', tenantId, customerNameContains, nameTokens);
  return {
    reach: reachOf(who),
    ...(id === undefined ? {} : { id }),
    ...(id !== undefined || digits === undefined ? {} : askIdPart(db, tenantId, digits)),
    ...(name === undefined ? {} : { name }),
  };
}

function askIdPart(db: Reader, tenantId: bigint, digits: string): Pick<AskedCustomer, 'idContains' | 'idQuery'> {
  const grams = idPartTokens(digits);
  return { idContains: digits, ...(grams === null ? {} : { idQuery: db.search.query(tenantId, [grams.tokens]) }) };
}

/** Whether it asks for more than one customer by its id, or for any. */
export function asksSome(customer: AskedCustomer): boolean {
  return customer.idContains !== undefined || customer.name !== undefined;
}

/** Conditions on `customers`: living, in reach, and as asked. */
export function customerConditions(tenantId: bigint, customer: AskedCustomer): Expression<SqlBool>[] {
  const eb = expressionBuilder<Database, 'customers'>();
  const { reach, id, idContains, name } = customer;
  const all: Expression<SqlBool>[] = [eb('customers.tenant_id', '=', tenantId), eb('customers.deleted_at', 'is', null)];
  if (!reach.all) all.push(isWithin(reach));
  if (id !== undefined) all.push(eb('customers.id', '=', id));
  if (idContains !== undefined) all.push(customerIdContains(idContains));
  if (name !== undefined) all.push(contains<'customers'>('customers.name_key', name.folded));
  return all;
}

/** The living customers that are asked for, by the cheapest way into them. */
export function customersOf(db: Reader, tenantId: bigint, customer: AskedCustomer) {
  const { name, idQuery, ...others } = customer;
  const compared = name === undefined || name.exact ? others : customer;
  let query = db.sql.selectFrom('customers').where((eb) => eb.and(customerConditions(tenantId, compared)));
  if (name !== undefined) query = query.where(db.search.matches('customers', name.query));
  if (idQuery !== undefined) query = query.where(db.search.matches('customers', idQuery));
  return query;
}
