import { sql } from 'kysely';
import type { Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';
import type { FollowUp } from './follow-up.ts';

/**
 * Counts a new follow-up on its customer and makes it the last contact of customer and opportunity, unless a newer one
 * was written already (imports bring old ones). Who edited them last stays as it is.
 */
export async function markContact(db: Writer, tenantId: bigint, followUp: FollowUp): Promise<void> {
  const contact = {
    tenantId,
    at: followUp.createdAt,
    agentId: followUp.createdByAgentId,
    departmentId: followUp.createdDepartmentId,
  };
  await count(db.sql, { tenantId, id: followUp.customerId, by: 1 });
  await markCustomer(db.sql, { ...contact, id: followUp.customerId });
  if (followUp.opportunityId !== null) await markOpportunity(db.sql, { ...contact, id: followUp.opportunityId });
}

/** Counts follow-ups off a customer; the last contact isn't rolled back. */
export async function uncountFollowUps(db: Writer, tenantId: bigint, customerId: bigint, by: number): Promise<void> {
  await count(db.sql, { tenantId, id: customerId, by: -by });
}

interface Contact {
  tenantId: bigint;
  id: bigint;
  at: number;
  agentId: bigint | null;
  departmentId: bigint | null;
}

const count = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint; by: number }) =>
  sql
    .updateTable('customers')
    .set((eb) => ({ follow_up_count: eb('follow_up_count', '+', p.by) }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id),
);

const markCustomer = prepare((db: Writer['sql'], p: Contact) =>
  db
    .updateTable('customers')
    .set({ last_contact_at: p.at, last_contact_agent_id: p.agentId, last_contact_department_id: p.departmentId })
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .where(sql<boolean>`coalesce(last_contact_at, 0) <= ${p.at}`),
);

/** Makes a contact the last one of an opportunity, unless a newer one stands there. */
export const markOpportunity = prepare((db: Writer['sql'], p: Contact) =>
  db
    .updateTable('opportunities')
    .set({ last_contact_at: p.at, last_contact_agent_id: p.agentId, last_contact_department_id: p.departmentId })
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .where(sql<boolean>`coalesce(last_contact_at, 0) <= ${p.at}`),
);
