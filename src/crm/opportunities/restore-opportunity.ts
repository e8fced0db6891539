import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { countRecords } from '#crm/customer-records/owners-records.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { countOnCustomer } from './count-on-customer.ts';
import { lockOpportunity } from './lock-opportunity.ts';
import { toOpportunity, type Opportunity } from './opportunity.ts';
import { opportunityTokens } from './search-tokens.ts';
import { isWon } from './stages.ts';

/** Brings a deleted opportunity of a living customer back. Raises `not_found`. */
export async function restoreOpportunity(db: Writer, who: Caller, id: bigint): Promise<Opportunity> {
  requirePermission(who, 'customer.delete');
  const { row: deleted, customer } = await lockOpportunity(db, who, id, 'deleted');
  const row = { ...deleted, deleted_at: null, visible: 1, version: deleted.version + 1 };
  const { tenantId } = who;
  await db.sql
    .updateTable('opportunities')
    .set({ deleted_at: null, visible: 1, version: row.version })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .execute();
  await db.search.index('opportunities', tenantId, id, opportunityTokens(row.name_key));
  await countOnCustomer(db, tenantId, row.customer_id, { all: 1, won: isWon(who.directory, row.stage_id) ? 1 : 0 });
  await countRecords(db, tenantId, 'opportunities', customer, 1);
  await recordEvent(db, who, {
    kind: 'opportunity.restored',
    record: 'opportunity',
    recordId: id,
    detail: { customerId: String(row.customer_id) },
  });
  return toOpportunity(who, row);
}
