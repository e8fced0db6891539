import { isInReach, isWithin, type Reach, reachOf } from '#crm/access/scope.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { fold } from '#crm/search/fold.ts';
import { isStorable } from '#crm/text-rules.ts';
import type { SearchQuery } from '#engines/engine.ts';
import { prepare } from '#engines/prepare.ts';
import { prepareForms } from '#engines/prepare-forms.ts';
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
  const reach = reachOf(who);
  if (lookup.by === 'company') return await rowsByCompany(db, { tenantId, reach, name: lookup.companyName, limit }, '');
  const query = db.search.query(tenantId, [[wholeNameToken(fold(lookup.name))]]);
  return await rowsByName(db, { tenantId, reach, query, name: lookup.name, limit }, '');
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

interface Named {
  readonly tenantId: bigint;
  readonly reach: Reach;
  readonly name: string;
  readonly limit: number;
}

const rowsByCompany = prepareForms((db: Reader, p: Named) =>
  firstInReach(db.sql, p).where('companies.name', '=', p.name),
);

const rowsByName = prepareForms((db: Reader, p: Named & { readonly query: SearchQuery }) =>
  firstInReach(db.sql, p).where(db.search.matches('customers', p.query)).where('customers.name', '=', p.name),
);

function firstInReach(sql: Reader['sql'], { tenantId, reach, limit }: Named) {
  const rows = customerRows(sql)
    .where('customers.tenant_id', '=', tenantId)
    .where('customers.deleted_at', 'is', null)
    .orderBy('customers.id')
    .limit(limit);
  return reach.all ? rows : rows.where(isWithin(reach));
}
