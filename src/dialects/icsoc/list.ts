import { auditPhoneSearch } from '#crm/access/audit-phone-search.ts';
import { showsPhones } from '#crm/access/mask-phone.ts';
import { seesCustomer } from '#crm/customers/get-customer.ts';
import { mayIdContain } from '#crm/customers/id-contains.ts';
import type { OfCustomerFilter } from '#crm/customers/of-customer-filter.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { list, text } from './json.ts';
import type { Call } from './operation.ts';
import type { Query } from './query.ts';

/** A page as `data` (seed, 跟进记录列表接口). */
export function pageJson(cursor: string, total: number, rows: readonly string[]): string {
  return `{"cursor":${text(cursor)},"total":${total},"rows":${list(rows)}}`;
}

/** A filter that nothing can match: no cursor, no rows. */
export const NOTHING = pageJson('', 0, []);

/** What a list asks of the client, as it was sent. */
export interface ClientFilter {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly phone: string | undefined;
}

export const CLIENT_PARAMETERS = ['cle_name', 'cle_id', 'cle_phone'] as const;

export function readClientFilter(query: Query): ClientFilter {
  const id = query.text('cle_id')?.trim();
  return { name: query.text('cle_name'), id: id === '0' ? undefined : id, phone: query.text('cle_phone') };
}

/** Counts and writes down that a caller who may not see phones looked a whole one up (contract/model.md, "Who"). */
export async function auditPhoneFilter(call: Call, { phone }: ClientFilter): Promise<void> {
  if (phone === undefined || showsPhones(call.who) || normalisePhone(phone) === null) return;
  call.countHiddenPhoneSearch();
  await call.write((db) => auditPhoneSearch(db, call.who));
}

/**
 * The same for crm; null when it can match nothing. `cle_id` is the id of a visible client, which matches only it, or digits
 * that the id contains; `cle_phone` is any whole phone of a client (contract/icsoc.md, List).
 */
export async function resolveClientFilter(
  db: Reader,
  who: Caller,
  { name, id, phone }: ClientFilter,
): Promise<OfCustomerFilter | null> {
  const number = phone === undefined ? undefined : normalisePhone(phone);
  if (number === null || (id !== undefined && !/^\d{1,19}$/.test(id))) return null;
  const ofId = id === undefined ? {} : await resolveId(db, who, id);
  if (ofId === null) return null;
  return {
    ...(name === undefined ? {} : { customerNameContains: name }),
    ...(number === undefined ? {} : { customerNumber: number }),
    ...ofId,
  };
}

const LARGEST_ID = 2n ** 63n - 1n;

async function resolveId(db: Reader, who: Caller, digits: string): Promise<OfCustomerFilter | null> {
  const customerId = BigInt(digits);
  const exact = String(customerId) === digits && customerId <= LARGEST_ID;
  if (exact && (await seesCustomer(db, who, customerId))) return { customerId };
  return (await mayIdContain(db, who, digits)) ? { customerIdContains: digits } : null;
}
