import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { countRecords } from '#crm/customer-records/owners-records.ts';
import { lockCustomer } from '#crm/customers/lock-customer.ts';
import { authorOf } from '#crm/customers/state.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { applyPatch, emptyColumns } from './apply-patch.ts';
import { countOnCustomer } from './count-on-customer.ts';
import { toOpportunity, type KeptOpportunity, type Opportunity, type OpportunityPatch } from './opportunity.ts';
import { opportunityTokens } from './search-tokens.ts';
import { isWon } from './stages.ts';

/**
 * Makes an opportunity of a living customer, owned as the customer is unless the patch says otherwise.
 * Raises `not_found` (customer), what applyPatch raises, and with `kept.id` also `taken`.
 */
export async function createOpportunity(
  db: Writer,
  who: Caller,
  wantedCustomerId: bigint,
  patch: OpportunityPatch,
  kept: KeptOpportunity = {},
): Promise<Opportunity> {
  requirePermission(who, 'customer.edit');
  const { tenantId } = who;
  const customer = await lockCustomer(db, who, wantedCustomerId);
  const customerId = customer.id;
  const owner = { agentId: customer.owner_agent_id, departmentId: customer.owner_department_id };
  const { columns } = await applyPatch(db, who, emptyColumns(owner), patch, 'create');
  const row = (id: bigint) => ({
    tenant_id: tenantId,
    id,
    customer_id: customerId,
    ...columns,
    last_contact_at: null,
    last_contact_agent_id: null,
    last_contact_department_id: null,
    version: 1,
    ...authorshipColumns(who, kept),
    deleted_at: null,
    visible: 1,
  });
  const id =
    kept.id === undefined
      ? await insertWithNewId(db, 'opportunities', tenantId, row)
      : await insertWithKeptId(db, 'opportunities', tenantId, kept.id, row);
  await db.search.index('opportunities', tenantId, id, opportunityTokens(columns.name_key));
  await countOnCustomer(db, tenantId, customerId, { all: 1, won: isWon(who.directory, columns.stage_id) ? 1 : 0 });
  await countRecords(db, tenantId, 'opportunities', customer, 1);
  await recordEvent(db, who, {
    kind: 'opportunity.created',
    record: 'opportunity',
    recordId: id,
    detail: { customerId: String(customerId) },
  });
  return toOpportunity(who, row(id));
}

function authorshipColumns(who: Caller, kept: KeptOpportunity) {
  const author = authorOf(who, kept.createdByAgentId === undefined ? who.agentId : kept.createdByAgentId);
  const createdAt = kept.createdAt ?? who.now;
  return {
    created_at: createdAt,
    created_by_agent_id: author.agentId,
    created_department_id: author.departmentId,
    updated_at: kept.updatedAt ?? createdAt,
    updated_by_agent_id: author.agentId,
    updated_department_id: author.departmentId,
  };
}
