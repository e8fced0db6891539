import { requirePermission } from '#crm/access/scope.ts';
import { recordChanges } from '#crm/changes/record-changes.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { authorship } from '#crm/customers/state.ts';
import { datedAfter } from '#crm/dated-after.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { applyPatch } from './apply-patch.ts';
import { countOnCustomer } from './count-on-customer.ts';
import { lockOpportunity } from './lock-opportunity.ts';
import { toOpportunity, type Opportunity, type OpportunityPatch } from './opportunity.ts';
import { opportunityTokens } from './search-tokens.ts';
import { isWon } from './stages.ts';

/**
 * Changes what the patch says; nothing is written where every value stays. A patch may be built from the present one.
 * Raises `not_found`, `stale` (with `version`), and what applyPatch raises.
 */
export async function updateOpportunity(
  db: Writer,
  caller: Caller,
  id: bigint,
  patch: OpportunityPatch | ((present: Opportunity) => OpportunityPatch),
  options: { readonly version?: number | undefined } = {},
): Promise<Opportunity> {
  requirePermission(caller, 'customer.edit');
  const { row: before } = await lockOpportunity(db, caller, id);
  const who = datedAfter(caller, before.updated_at);
  requireVersion('opportunity', before.version, options.version);
  const wanted = typeof patch === 'function' ? patch(toOpportunity(who, before)) : patch;
  const { columns, changes } = await applyPatch(db, who, before, wanted, 'update');
  if (changes.length === 0) return toOpportunity(who, before);

  const author = authorship(who);
  const written = {
    ...columns,
    version: before.version + 1,
    updated_at: who.now,
    updated_by_agent_id: author.agentId,
    updated_department_id: author.departmentId,
  };
  await db.sql
    .updateTable('opportunities')
    .set(written)
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .execute();
  if (columns.name_key !== before.name_key) {
    await db.search.index('opportunities', who.tenantId, id, opportunityTokens(columns.name_key));
  }
  const won = Number(isWon(who.directory, columns.stage_id)) - Number(isWon(who.directory, before.stage_id));
  await countOnCustomer(db, who.tenantId, before.customer_id, { all: 0, won });
  await recordChanges(db, who, 'opportunity', id, changes);
  await recordEvent(db, who, {
    kind: 'opportunity.updated',
    record: 'opportunity',
    recordId: id,
    detail: { customerId: String(before.customer_id), fields: changes.map((change) => change.field) },
  });
  return toOpportunity(who, { ...before, ...written });
}
