import { lockCustomer } from '#crm/customers/lock-customer.ts';
import type { CustomerColumns } from '#crm/customers/read-customers.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { OpportunityRow } from './opportunity.ts';

/**
 * The opportunity as it is, held with its customer (who is always locked first, and lives) until the transaction ends.
 * Raises `not_found`, also when it is not in the asked-for life.
 */
export async function lockOpportunity(
  db: Writer,
  who: Caller,
  id: bigint,
  life: 'living' | 'deleted' = 'living',
): Promise<{ readonly row: OpportunityRow; readonly customer: CustomerColumns }> {
  const missing = () => new CrmError('not_found', { record: 'opportunity', id: String(id) });
  const found = await rowIn(db, who.tenantId, id, life);
  if (found === undefined) throw missing();
  const customer = await lockCustomer(db, who, found.customer_id).catch((error: unknown) => {
    throw error instanceof CrmError && error.is('not_found') ? missing() : error;
  });
  const row = await rowIn(db, who.tenantId, id, life);
  if (row === undefined) throw missing();
  return { row, customer };
}

function rowIn(db: Writer, tenantId: bigint, id: bigint, life: 'living' | 'deleted') {
  return db.sql
    .selectFrom('opportunities')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where((eb) => (life === 'living' ? eb('visible', '=', 1) : eb('deleted_at', 'is not', null)))
    .executeTakeFirst();
}
