import { findCustomers } from '#crm/customers/find-customers.ts';
import type { Customer, CustomerLookup } from '#crm/customers/customer.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { notFound, shapeError, wrongType } from './errors.ts';
import type { Params } from './params.ts';

const LARGEST_ID = 2n ** 63n - 1n;

/** `type` and `content` (seed, 条件类型). Raises 2060, then 2005 when `content` is missing. */
export function readLookup(params: Params): CustomerLookup {
  const kind = kindOf(params);
  const content = contentOf(params);
  switch (kind) {
    case 'id': {
      const digits = content.trim();
      const fits = /^\d{1,19}$/.test(digits) && BigInt(digits) <= LARGEST_ID;
      return { by: 'id', id: fits ? BigInt(digits) : 0n };
    }
    case 'custname':
      return { by: 'name', name: content };
    case 'cellphone':
      return { by: 'phone', phone: content };
    case 'companyname':
      return { by: 'company', companyName: content };
    default:
      throw wrongType();
  }
}

function kindOf(params: Params): string {
  const sent = params.get('type');
  return typeof sent === 'string' ? sent.trim().toLowerCase() : '';
}

function contentOf(params: Params): string {
  const sent = params.get('content');
  if (sent === undefined || sent === null || sent === '') throw notFound();
  if (typeof sent !== 'string' && typeof sent !== 'number' && typeof sent !== 'bigint') throw notFound();
  return String(sent);
}

/** The one customer that a lookup names. Raises 2005 for none and SHAPE for several, which changes none. */
export async function findOne(db: Reader, who: Caller, lookup: CustomerLookup): Promise<Customer> {
  const [customer, another] = await findCustomers(db, who, lookup, 2);
  if (customer === undefined) throw notFound();
  if (another !== undefined) throw shapeError('content');
  return customer;
}
