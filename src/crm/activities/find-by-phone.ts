import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import { checkPhone } from './check-values.ts';

/**
 * The living customer whose phone this is, in whatever reach: a telephone system writes calls for everybody, and who may
 * read them is decided when the customer is read.
 */
export async function customerOfNumber(db: Reader, tenantId: bigint, number: string): Promise<bigint | null> {
  const [row] = await byNumber(db.sql, { tenantId, number });
  return row?.customer_id ?? null;
}

const byNumber = prepare((sql: Reader['sql'], p: { tenantId: bigint; number: string }) =>
  sql
    .selectFrom('customer_phones')
    .select('customer_id')
    .where('tenant_id', '=', p.tenantId)
    .where('number', '=', p.number)
    .where('deleted_at', 'is', null),
);

/** The living customer of a phone as somebody writes it. Raises `invalid` for what is no phone, `not_found`. */
export async function customerOfPhone(db: Reader, who: Caller, phone: string): Promise<bigint> {
  const id = await customerOfNumber(db, who.tenantId, checkPhone(phone));
  if (id === null) throw new CrmError('not_found', { record: 'customer' });
  return id;
}
