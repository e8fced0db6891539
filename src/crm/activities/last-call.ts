import { holdCustomer } from '#crm/customers/lock-customer.ts';
import type { Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** Makes the customer's last call serial that of its newest call; who edited the customer last stays as it is. */
export async function markLastCall(db: Writer, tenantId: bigint, customerId: bigint): Promise<void> {
  await holdCustomer(db.sql, { tenantId, id: customerId });
  const [newest] = await newestCall(db.sql, { tenantId, customerId });
  await setLastCall(db.sql, { tenantId, customerId, serial: newest?.serial ?? null });
}

const newestCall = prepare((sql: Writer['sql'], p: { tenantId: bigint; customerId: bigint }) =>
  sql
    .selectFrom('calls')
    .select('serial')
    .where('tenant_id', '=', p.tenantId)
    .where('customer_id', '=', p.customerId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1),
);

const setLastCall = prepare((sql: Writer['sql'], p: { tenantId: bigint; customerId: bigint; serial: string | null }) =>
  sql
    .updateTable('customers')
    .set({ last_call_serial: p.serial })
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.customerId),
);
