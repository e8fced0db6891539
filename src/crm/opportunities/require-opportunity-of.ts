import { CrmError } from '#crm/errors.ts';
import type { Reader } from '#crm/store.ts';
import { prepare } from '#engines/prepare.ts';

/** Raises `invalid` unless the living opportunity belongs to the customer. */
export async function requireOpportunityOf(
  db: Reader,
  tenantId: bigint,
  customerId: bigint,
  id: bigint,
): Promise<void> {
  const [row] = await customerOf(db.sql, { tenantId, id });
  if (row?.customer_id !== customerId) {
    throw new CrmError('invalid', { field: 'opportunity', reason: 'not an opportunity of this customer' });
  }
}

const customerOf = prepare((sql: Reader['sql'], p: { tenantId: bigint; id: bigint }) =>
  sql
    .selectFrom('opportunities')
    .select('customer_id')
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.id)
    .where('visible', '=', 1),
);
