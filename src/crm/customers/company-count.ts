import type { Writer } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/**
 * Keeps `companies.customer_count` when living customers' links go from one company to another (null = none);
 * the lower id first, so that concurrent moves can't lock each other out.
 */
export async function countCompanyCustomers(
  db: Writer,
  tenantId: bigint,
  from: bigint | null,
  to: bigint | null,
  customers = 1,
): Promise<void> {
  if (from === to) return;
  const steps: { id: bigint; by: number }[] = [];
  if (from !== null) steps.push({ id: from, by: -customers });
  if (to !== null) steps.push({ id: to, by: customers });
  steps.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, by } of steps) await bump(db.sql, { tenantId, id, by });
}

const bump = prepare((sql: Writer['sql'], p: { tenantId: bigint; id: bigint; by: number }) =>
  sql
    .updateTable('companies')
    .set((eb) => ({ customer_count: eb('customer_count', '+', p.by) }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id),
);
