import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { countRecords } from '#crm/customer-records/owners-records.ts';
import { authorOf } from '#crm/customers/state.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import { resolveOption } from '#crm/options/resolve-option.ts';
import { requireOpportunityOf } from '#crm/opportunities/require-opportunity-of.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { checkNextContact, contentColumns } from './content.ts';
import { toFollowUp, type FollowUp, type KeptFollowUp, type NewFollowUp } from './follow-up.ts';
import { markContact, markOpportunity, type Contact } from './mark-contact.ts';
import { ownerColumns } from './owner-columns.ts';
import { followUpTokens } from './search-tokens.ts';

/**
 * Writes a follow-up of a living customer, counts it and makes it the last contact of customer and opportunity.
 * Raises `not_found` (customer), `unknown_option` (type), `invalid` (an opportunity of somebody else), what the content's
 * rules raise, and with `kept.id` also `taken`.
 */
export async function createFollowUp(
  db: Writer,
  who: Caller,
  input: NewFollowUp,
  kept: KeptFollowUp = {},
): Promise<FollowUp> {
  requirePermission(who, 'customer.edit');
  const { tenantId } = who;
  const content = contentColumns(input.content);
  const nextContactAt = checkNextContact(input.nextContactAt ?? null);
  const typeId = resolveOption(who.directory, 'follow_up_type', { id: input.typeId }, { field: 'type' }).id;
  const authorship = authorshipColumns(who, kept);
  const contact: Contact = {
    at: authorship.created_at,
    agentId: authorship.created_by_agent_id,
    departmentId: authorship.created_department_id,
  };
  const customer = await markContact(db, who, input.customerId, contact);
  const opportunityId = input.opportunityId ?? null;
  if (opportunityId !== null) {
    await requireOpportunityOf(db, tenantId, customer.id, opportunityId);
    await markOpportunity(db.sql, { ...contact, tenantId, id: opportunityId });
  }

  const made = {
    tenant_id: tenantId,
    id: 0n,
    customer_id: customer.id,
    opportunity_id: opportunityId,
    type_id: typeId,
    ...content,
    deal_flag_id: customer.deal_flag_id,
    next_contact_at: nextContactAt,
    version: 1,
    ...authorship,
    deleted_at: null,
    visible: 1,
    ...ownerColumns(customer),
  };
  const row = (free: bigint) => Object.assign(made, { id: free });
  const id =
    kept.id === undefined
      ? await insertWithNewId(db, 'follow_ups', tenantId, row)
      : await insertWithKeptId(db, 'follow_ups', tenantId, kept.id, row);
  // What doesn't need an answer of the other goes to the database together.
  await Promise.all([
    db.search.index('follow_ups', tenantId, id, followUpTokens(made)),
    countRecords(db, tenantId, 'follow_ups', customer, 1),
    recordEvent(db, who, {
      kind: 'follow_up.created',
      record: 'follow_up',
      recordId: id,
      detail: { customerId: String(customer.id) },
    }),
  ]);
  return toFollowUp(made);
}

/** Who made a follow-up when, as its columns. */
export function authorshipColumns(who: Caller, kept: KeptFollowUp) {
  const author = authorOf(who, kept.createdByAgentId === undefined ? who.agentId : kept.createdByAgentId);
  const createdAt = kept.createdAt ?? who.now;
  return {
    created_at: createdAt,
    created_by_agent_id: author.agentId,
    created_role_id: author.roleId,
    created_department_id: author.departmentId,
    updated_at: kept.updatedAt ?? createdAt,
    updated_by_agent_id: author.agentId,
    updated_department_id: author.departmentId,
  };
}
