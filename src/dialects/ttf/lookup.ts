import { findCustomers } from '#crm/customers/find-customers.ts';
import type { Customer, CustomerLookup } from '#crm/customers/customer.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { notFound, shapeError, wrongType } from './errors.ts';
import { type Params, idNamedBy, plainText, withPlus } from './params.ts';

type Lookup = (content: string) => CustomerLookup;

/** The kinds of lookup by `type` in lower case (seed, 条件类型). */
const lookups: ReadonlyMap<string, Lookup> = new Map<string, Lookup>([
  ['id', (content) => ({ by: 'id', id: idNamedBy(content) })],
  ['custname', (content) => ({ by: 'name', name: content })],
  ['cellphone', (content) => ({ by: 'phone', phone: withPlus(content) })],
  ['companyname', (content) => ({ by: 'company', companyName: content })],
]);

/** `type` and `content`. Raises 2060, then 2005 when `content` is missing. */
export function readLookup(params: Params): CustomerLookup {
  const type = params.get('type');
  const lookup = typeof type === 'string' ? lookups.get(type.trim().toLowerCase()) : undefined;
  if (lookup === undefined) throw wrongType();
  const content = plainText(params.get('content') ?? null);
  if (content === null || content === '') throw notFound();
  return lookup(content);
}

/** The one customer that a lookup names. Raises 2005 for none and SHAPE for several, which changes none. */
export async function findOne(db: Reader, who: Caller, lookup: CustomerLookup): Promise<Customer> {
  const [customer, another] = await findCustomers(db, who, lookup, 2);
  if (customer === undefined) throw notFound();
  if (another !== undefined) throw shapeError('content');
  return customer;
}
