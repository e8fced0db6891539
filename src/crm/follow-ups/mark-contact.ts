import { sql } from 'kysely';
import { OWNER_COLUMNS, type OwnerColumns } from '#crm/access/scope.ts';
import { lockCustomerBy } from '#crm/customers/lock-customer.ts';
import type { CustomerColumns } from '#crm/customers/read-customers.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** When somebody was in contact with a customer, and who. */
export interface Contact {
  readonly at: number;
  readonly agentId: bigint | null;
  readonly departmentId: bigint | null;
}

/** The customer as it is then. */
export type ContactedCustomer = OwnerColumns & Pick<CustomerColumns, 'id' | 'deal_flag_id' | 'deleted_at'>;

/**
 * Locks a living customer, counts one follow-up more on it and makes that its last contact, unless a newer one was written
 * already (imports bring old ones). Who edited it last stays as it is. Answers what a follow-up keeps of it; raises `not_found`.
 */
export async function markContact(
  db: Writer,
  who: Caller,
  customerId: bigint,
  contact: Contact,
): Promise<ContactedCustomer> {
  return await lockCustomerBy(db, who, customerId, 'living', (sql, customer) =>
    contactCustomer(sql, { ...contact, ...customer }),
  );
}

/** Counts follow-ups off a customer; the last contact isn't rolled back. */
export async function uncountFollowUps(db: Writer, tenantId: bigint, customerId: bigint, by: number): Promise<void> {
  await count(db.sql, { tenantId, id: customerId, by: -by });
}

interface Contacted extends Contact {
  readonly tenantId: bigint;
  readonly id: bigint;
}

const contactCustomer = prepare((db: Writer['sql'], p: Contacted) => {
  const newest = <T>(value: T, column: string) =>
    sql<T>`case when coalesce(last_contact_at, 0) <= ${p.at} then ${value} else ${sql.ref(column)} end`;
  return db
    .updateTable('customers')
    .set((eb) => ({
      follow_up_count: eb('follow_up_count', '+', 1),
      last_contact_at: newest(p.at, 'last_contact_at'),
      last_contact_agent_id: newest(p.agentId, 'last_contact_agent_id'),
      last_contact_department_id: newest(p.departmentId, 'last_contact_department_id'),
    }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .where('deleted_at', 'is', null)
    .returning(['id', 'deal_flag_id', 'deleted_at', ...OWNER_COLUMNS]);
});

const count = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint; by: number }) =>
  sql
    .updateTable('customers')
    .set((eb) => ({ follow_up_count: eb('follow_up_count', '+', p.by) }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id),
);

/** Makes a contact the last one of an opportunity, unless a newer one stands there. */
export const markOpportunity = prepare((db: Writer['sql'], p: Contacted) =>
  db
    .updateTable('opportunities')
    .set({ last_contact_at: p.at, last_contact_agent_id: p.agentId, last_contact_department_id: p.departmentId })
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .where(sql<boolean>`coalesce(last_contact_at, 0) <= ${p.at}`),
);
