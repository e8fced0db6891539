import { auditPhoneSearch as audit } from '#crm/access/audit-phone-search.ts';
import { showsPhones } from '#crm/access/mask-phone.ts';
import type { CustomerFilter } from '#crm/customers/customer.ts';
import { isPhoneSearch } from '#crm/customers/filter-conditions.ts';
import type { Call } from './route.ts';

/** Counts and writes down that a caller from whom phones are hidden looked for a whole one. */
export async function auditPhoneSearch(call: Call, filter: CustomerFilter): Promise<void> {
  if (showsPhones(call.who) || !isPhoneSearch(filter)) return;
  call.context.metrics.countHiddenPhoneSearch('native');
  await call.store.write((db) => audit(db, call.who));
}
