import type { Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** Counts opportunities, and won ones, on or off their customer. */
export async function countOnCustomer(
  db: Writer,
  tenantId: bigint,
  customerId: bigint,
  by: { readonly all: number; readonly won: number },
): Promise<void> {
  if (by.all === 0 && by.won === 0) return;
  await add(db.sql, { tenantId, customerId, all: by.all, won: by.won });
}

const add = prepare((sql: Writer['sql'], p: { tenantId: bigint; customerId: bigint; all: number; won: number }) =>
  sql
    .updateTable('customers')
    .set((eb) => ({
      opportunity_count: eb('opportunity_count', '+', p.all),
      won_count: eb('won_count', '+', p.won),
    }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.customerId),
);
