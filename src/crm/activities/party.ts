import { readPhones } from '#crm/customers/phones.ts';
import { lockCustomer } from '#crm/customers/lock-customer.ts';
import { maskPhone, showsPhones } from '#crm/access/mask-phone.ts';
import { isInReach } from '#crm/access/scope.ts';
import { CrmError, type RecordName } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { checkPhone } from './check-values.ts';
import { customerOfNumber } from '#crm/customers/customer-of-number.ts';

/** Whom a call or a message was with. */
export interface Party {
  readonly customer_id: bigint | null;
  /** As sent. */
  readonly phone: string;
  readonly number: string;
}

export interface PartyInput {
  /** A living customer in the caller's reach; null takes the link off. */
  readonly customerId?: bigint | null;
  /** As sent; without a customer beside it, it finds the one whose phone it is. */
  readonly phone?: string;
}

/**
 * The customer and the phone that an input names; what it doesn't say stays as `before`. A customer alone stands with its
 * first phone. Raises `missing` (neither), `invalid` (phone), `not_found` (customer).
 */
export async function partyOf(db: Writer, who: Caller, input: PartyInput, before: Party | null): Promise<Party> {
  let { customerId } = input;
  const phone = isEcho(who, input.phone, before) ? undefined : input.phone;
  if (typeof customerId === 'bigint' && customerId !== before?.customer_id) {
    customerId = (await lockCustomer(db, who, customerId)).id;
  }
  if (phone !== undefined && phone !== '') {
    const number = checkPhone(phone);
    const known = customerId === undefined ? (before?.customer_id ?? null) : customerId;
    const linked = known ?? (customerId === null ? null : await customerOfNumber(db, who.tenantId, number));
    return { customer_id: linked, phone, number };
  }
  if (before !== null) return { ...before, customer_id: customerId === undefined ? before.customer_id : customerId };
  if (customerId === undefined || customerId === null) throw new CrmError('missing', { field: 'phone' });
  const [first] = await readPhones(db, who.tenantId, customerId);
  return { customer_id: customerId, phone: first?.content ?? '', number: first?.number ?? '' };
}

/** The phone as the caller was shown it. */
function isEcho(who: Caller, phone: string | undefined, before: Party | null): boolean {
  if (phone === undefined || before === null) return false;
  return phone === before.phone || (!showsPhones(who) && phone === maskPhone(before.phone));
}

/** Raises `not_found` when the record is that of a customer whom the caller may not see; one of a deleted customer passes. */
export async function requirePartyInReach(
  db: Reader,
  who: Caller,
  record: RecordName,
  row: { readonly id: bigint; readonly customer_id: bigint | null },
): Promise<void> {
  if (row.customer_id === null) return;
  const customer = await db.sql
    .selectFrom('customers')
    .select(['owner_agent_id', 'owner_department_id', 'service_agent_id', 'service_department_id'])
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', row.customer_id)
    .executeTakeFirst();
  if (customer === undefined || !isInReach(who, customer)) {
    throw new CrmError('not_found', { record, id: String(row.id) });
  }
}

/** A phone as the caller may see it. */
export function shownPhone(who: Caller, phone: string): string {
  return phone === '' || showsPhones(who) ? phone : maskPhone(phone);
}
