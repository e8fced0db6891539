import { customerInReach, isInReach, reachOf } from '#crm/access/scope.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { fold } from '#crm/search/fold.ts';
import { isStorable } from '#crm/text-rules.ts';
import { prepare } from '#engines/prepare.ts';
import type { Customer, CustomerLookup } from './customer.ts';
import { getCustomers } from './get-customer.ts';
import { wholeNameToken } from './search-tokens.ts';
import { customerRows, toCustomers, type CustomerRow } from './read-customers.ts';

/** Up to `limit` living customers that a lookup names, lowest id first. Names match whole, phones normalised. */
export async function findCustomers(
  db: Reader,
  who: Caller,
  lookup: CustomerLookup,
  limit: number,
): Promise<Customer[]> {
  if (lookup.by === 'id') return [...(await getCustomers(db, who, [lookup.id])).values()];
  return await toCustomers(db, who, await findRows(db, who, lookup, limit));
}

async function findRows(
  db: Reader,
  who: Caller,
  lookup: Exclude<CustomerLookup, { by: 'id' }>,
  limit: number,
): Promise<CustomerRow[]> {
  const { tenantId } = who;
  if (!isStorable(lookup.by === 'name' ? lookup.name : lookup.by === 'company' ? lookup.companyName : '')) return [];
  if (lookup.by === 'phone') {
    const number = normalisePhone(lookup.phone);
    if (number === null) return [];
    return (await rowsByPhone(db.sql, { tenantId, number })).filter((row) => isInReach(who, row));
  }
  const { all } = reachOf(who);
  if (lookup.by === 'company' && all) return await rowsByCompany(db.sql, { tenantId, name: lookup.companyName, limit });
  const query =
    lookup.by === 'name' ? byName(db, tenantId, lookup.name) : byCompany(db.sql, tenantId, lookup.companyName);
  return await (all ? query : query.where(customerInReach(who))).limit(limit).execute();
}

const rowsByPhone = prepare((sql: Reader['sql'], p: { tenantId: bigint; number: string }) =>
  customerRows(sql)
    .innerJoin('customer_phones as phone', (join) =>
      join.onRef('phone.tenant_id', '=', 'customers.tenant_id').onRef('phone.customer_id', '=', 'customers.id'),
    )
    .where('phone.tenant_id', '=', p.tenantId)
    .where('phone.number', '=', p.number)
    .where('phone.deleted_at', 'is', null)
    .where('customers.deleted_at', 'is', null),
);

const rowsByCompany = prepare((sql: Reader['sql'], p: { tenantId: bigint; name: string; limit: number }) =>
  byCompany(sql, p.tenantId, p.name).limit(p.limit),
);

function byName(db: Reader, tenantId: bigint, name: string) {
  return livingRows(db.sql, tenantId)
    .where(db.search.matches('customers', db.search.query(tenantId, [[wholeNameToken(fold(name))]])))
    .where('customers.name', '=', name);
}

function byCompany(sql: Reader['sql'], tenantId: bigint, name: string) {
  return livingRows(sql, tenantId).where('companies.name', '=', name);
}

function livingRows(sql: Reader['sql'], tenantId: bigint) {
  return customerRows(sql)
    .where('customers.tenant_id', '=', tenantId)
    .where('customers.deleted_at', 'is', null)
    .orderBy('customers.id');
}
