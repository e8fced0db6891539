import { recordAudit } from '#crm/audit/record-audit.ts';
import type { Caller, Writer } from '#crm/store.ts';

/**
 * Writes down that an agent without phone.reveal looked a whole number up. The number itself
 * isn't kept.
 */
export async function auditPhoneSearch(
  db: Writer,
  who: Caller,
  record: 'customer' | 'company' = 'customer',
): Promise<void> {
  await recordAudit(db, who, { action: 'phone.searched', record });
}
