import { auditPhoneSearch } from '#crm/access/audit-phone-search.ts';
import { showsPhones } from '#crm/access/mask-phone.ts';
import type { CustomerFilter, CustomerLookup } from '#crm/customers/customer.ts';
import { isPhoneSearch } from '#crm/customers/filter-conditions.ts';
import type { Caller } from '#crm/store.ts';
import type { Call } from './operation.ts';

/** Counts and writes down that a caller who may not see phones looked one up. */
export async function auditLookup(call: Call, who: Caller, lookup: CustomerLookup): Promise<void> {
  if (lookup.by === 'phone') await audit(call, who);
}

/** The same for the keyword of a list. */
export async function auditFilter(call: Call, who: Caller, filter: CustomerFilter): Promise<void> {
  if (isPhoneSearch(filter)) await audit(call, who);
}

async function audit(call: Call, who: Caller): Promise<void> {
  if (showsPhones(who)) return;
  call.countHiddenPhoneSearch();
  await call.store.write((db) => auditPhoneSearch(db, who));
}
