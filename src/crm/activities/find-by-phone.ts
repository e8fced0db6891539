import { customerOfNumber } from '#crm/customers/customer-of-number.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { checkPhone } from './check-values.ts';

/**
 * The living customer of a phone as somebody writes it, in whatever reach: a telephone system writes calls for everybody, and
 * who may read them is decided when the customer is read. Raises `invalid` for what is no phone, `not_found`.
 */
export async function customerOfPhone(db: Reader, who: Caller, phone: string): Promise<bigint> {
  const id = await customerOfNumber(db, who.tenantId, checkPhone(phone));
  if (id === null) throw new CrmError('not_found', { record: 'customer' });
  return id;
}
