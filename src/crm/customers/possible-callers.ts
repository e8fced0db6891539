import { customerInReach } from '#crm/access/scope.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { readPhones } from './phones.ts';
import type { Customer } from './customer.ts';
import { customerRows, toCustomers } from './read-customers.ts';
import { phoneTokens } from './search-tokens.ts';

/** A local number without its area code has seven digits at least. */
const SHORTEST_TAIL = 7;
const CANDIDATES = 50;

/**
 * Living customers in the caller's reach whose number is this one but for digits before it, lowest id first: telephone systems leave area
 * codes out within a town, and put a 0 before mobile numbers of elsewhere.
 */
export async function possibleCallers(db: Reader, who: Caller, phone: string, limit: number): Promise<Customer[]> {
  const number = normalisePhone(phone);
  if (number === null || number.length < SHORTEST_TAIL) return [];
  const { tokens } = phoneTokens(number.slice(-SHORTEST_TAIL));
  const rows = await customerRows(db.sql)
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is', null)
    .where(db.search.matches('customers', db.search.query(who.tenantId, [tokens])))
    .where(customerInReach(who))
    .orderBy('customers.id')
    .limit(CANDIDATES)
    .execute();
  const fits = await Promise.all(
    rows.map(async ({ id }) => (await readPhones(db, who.tenantId, id)).some((own) => isSame(own.number, number))),
  );
  return await toCustomers(db, who, rows.filter((_, at) => fits[at]).slice(0, limit));
}

/** Whether two numbers differ by nothing but an area code or a 0 before one of them. */
function isSame(one: string, other: string): boolean {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  return short.length >= SHORTEST_TAIL && long.endsWith(short) && /^(?:0\d{0,3})?$/.test(long.slice(0, -short.length));
}
