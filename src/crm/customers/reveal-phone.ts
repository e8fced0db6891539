import { requirePermission } from '#crm/access/scope.ts';
import { recordAudit } from '#crm/audit/record-audit.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { getCustomer } from './get-customer.ts';
import { readPhones } from './phones.ts';

/** A phone of a customer as it was sent, with a trace of who saw it. Raises `forbidden`, `not_found` (customer, phone). */
export async function revealPhone(db: Writer, who: Caller, customerId: bigint, phoneId: bigint): Promise<string> {
  requirePermission(who, 'phone.reveal');
  const { id } = await getCustomer(db, who, customerId);
  const phone = (await readPhones(db, who.tenantId, id)).find((one) => one.id === phoneId);
  if (phone === undefined) throw new CrmError('not_found', { record: 'phone', id: String(phoneId) });
  await recordAudit(db, who, {
    action: 'phone.reveal',
    record: 'customer',
    recordId: id,
    detail: { phoneId: String(phoneId) },
  });
  return phone.content;
}
