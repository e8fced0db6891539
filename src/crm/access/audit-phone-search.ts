import type { Caller, Writer } from '#crm/store.ts';

/**
 * Writes down that an agent without phone.reveal looked a whole number up (contract/model.md, "Who"). The number itself
 * isn't kept.
 */
export async function auditPhoneSearch(db: Writer, who: Caller): Promise<void> {
  await db.sql
    .insertInto('audit_entries')
    .values({
      tenant_id: who.tenantId,
      agent_id: who.agentId,
      action: 'phone.searched',
      record: 'customer',
      record_id: null,
      detail: null,
      via: who.via,
      happened_at: who.now,
    })
    .execute();
}
