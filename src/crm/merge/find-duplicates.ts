import { customerInReach } from '#crm/access/scope.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { readPhones } from '#crm/customers/phones.ts';
import { customerRows, toCustomers, type CustomerRow } from '#crm/customers/read-customers.ts';
import { nameTokens, phoneTokens, pinyinTokens } from '#crm/customers/search-tokens.ts';
import { fold } from '#crm/search/fold.ts';
import type { Caller, Reader } from '#crm/store.ts';

export type DuplicateReason = 'same_name' | 'same_pinyin' | 'similar_phone' | 'same_company';

export interface Duplicate {
  readonly customer: Customer;
  readonly reasons: readonly DuplicateReason[];
  /** 1–100; likelier is higher. */
  readonly score: number;
}

const WEIGHTS = { same_name: 60, similar_phone: 50, same_pinyin: 25, same_company: 15 } as const;
/** So many digits at the end of a number make it similar: area codes and prefixes are written or not. */
const TAIL = 7;
const CANDIDATES = 50;
const LEAST_SCORE = 25;

/** Customers in the caller's reach that may be the same person, likeliest first. Raises `not_found`. */
export async function findDuplicates(db: Reader, who: Caller, id: bigint, limit: number): Promise<Duplicate[]> {
  const customer = await getCustomer(db, who, id);
  const numbers = (await readPhones(db, who.tenantId, customer.id)).map(({ number }) => number);
  const tails = numbers.filter((number) => number.length >= TAIL).map((number) => number.slice(-TAIL));
  const found = new Map<bigint, CustomerRow>();
  const nameKey = fold(customer.name);
  for (const tokens of [
    nameKey === '' ? [] : nameTokens(nameKey).tokens,
    customer.pinyin.length < 4 ? [] : pinyinTokens(customer.pinyin).tokens,
    ...tails.map((tail) => phoneTokens(tail).tokens),
  ]) {
    for (const row of tokens.length === 0 ? [] : await candidates(db, who, tokens)) found.set(row.id, row);
  }
  found.delete(customer.id);
  const byCustomer = await tailsOf(db, who, [...found.keys()]);
  const customers = await toCustomers(db, who, [...found.values()]);
  return customers
    .map((one) => {
      const reasons: DuplicateReason[] = [];
      if (nameKey !== '' && fold(one.name) === nameKey) reasons.push('same_name');
      else if (customer.pinyin.length >= 4 && one.pinyin === customer.pinyin) reasons.push('same_pinyin');
      if (tails.some((tail) => byCustomer.get(one.id)?.has(tail))) reasons.push('similar_phone');
      if (reasons.length > 0 && customer.companyId !== null && one.companyId === customer.companyId) {
        reasons.push('same_company');
      }
      const score = Math.min(
        100,
        reasons.reduce((sum, reason) => sum + WEIGHTS[reason], 0),
      );
      return { customer: one, reasons, score };
    })
    .filter(({ score }) => score >= LEAST_SCORE)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit);
}

async function candidates(db: Reader, who: Caller, tokens: readonly string[]): Promise<CustomerRow[]> {
  return await customerRows(db.sql)
    .where('customers.tenant_id', '=', who.tenantId)
    .where('customers.deleted_at', 'is', null)
    .where(db.search.matches('customers', db.search.query(who.tenantId, [tokens])))
    .where(customerInReach(who))
    .limit(CANDIDATES)
    .execute();
}

async function tailsOf(db: Reader, who: Caller, ids: readonly bigint[]): Promise<Map<bigint, Set<string>>> {
  const tails = new Map<bigint, Set<string>>();
  if (ids.length === 0) return tails;
  const rows = await db.sql
    .selectFrom('customer_phones')
    .select(['customer_id', 'number'])
    .where('tenant_id', '=', who.tenantId)
    .where('customer_id', 'in', ids)
    .execute();
  for (const { customer_id: id, number } of rows) {
    tails.set(id, (tails.get(id) ?? new Set<string>()).add(number.slice(-TAIL)));
  }
  return tails;
}
