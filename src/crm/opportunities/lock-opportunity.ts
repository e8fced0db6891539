import { lockCustomer } from '#crm/customers/lock-customer.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { OpportunityRow } from './opportunity.ts';

/** The opportunity as it is, held with its customer (who is always locked first) until the transaction ends. Raises `not_found`. */
export async function lockOpportunity(db: Writer, who: Caller, id: bigint): Promise<OpportunityRow> {
  const missing = () => new CrmError('not_found', { record: 'opportunity', id: String(id) });
  const found = await visibleRow(db, who.tenantId, id);
  if (found === undefined) throw missing();
  try {
    await lockCustomer(db, who, found.customer_id);
  } catch (error) {
    throw error instanceof CrmError && error.is('not_found') ? missing() : error;
  }
  const row = await visibleRow(db, who.tenantId, id);
  if (row === undefined) throw missing();
  return row;
}

function visibleRow(db: Writer, tenantId: bigint, id: bigint) {
  return db.sql
    .selectFrom('opportunities')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('visible', '=', 1)
    .executeTakeFirst();
}
