import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { countCompanyCustomers } from './company-count.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { applyPatch } from './apply-patch.ts';
import { cellOf, countCustomer } from './cells.ts';
import { columnsOf, dimensionsOf, tokensOf } from './columns.ts';
import type { Customer, CustomerPatch } from './customer.ts';
import { insertLabels } from './labels.ts';
import { writePhones } from './phones.ts';
import { toCustomer } from './read-customers.ts';
import { authorOf, emptyState } from './state.ts';

/** How a customer came to be, where that differs from "by this caller, now"; imports keep what they bring. */
export interface Origin {
  /** 0 by hand, 1 import, 2 API. */
  readonly howMade?: 0 | 1 | 2;
  readonly id?: bigint;
  readonly createdAt?: number;
  readonly createdByAgentId?: bigint | null;
  readonly updatedAt?: number;
}

/**
 * Makes a customer with everything that follows from it in one transaction. Raises `missing` without a name and a phone,
 * `phone_used`, and what applyPatch raises; with `origin.id` also `taken`.
 */
export async function createCustomer(
  db: Writer,
  who: Caller,
  patch: CustomerPatch,
  origin: Origin = {},
): Promise<Customer> {
  requirePermission(who, 'customer.edit');
  const { state } = await applyPatch(db, who, emptyState, patch, 'create');
  const cellId = await cellOf(db, who.tenantId, dimensionsOf(state));
  const made = { tenant_id: who.tenantId, id: 0n, ...columnsOf(state), ...freshColumns(who, origin), cell_id: cellId };
  const row = (free: bigint) => Object.assign(made, { id: free });
  const id =
    origin.id === undefined
      ? await insertWithNewId(db, 'customers', who.tenantId, row)
      : await insertWithKeptId(db, 'customers', who.tenantId, origin.id, row);
  const phones = await writePhones(db, who.tenantId, id, [], state.phones);
  // What doesn't need an answer of the other goes to the database together.
  await Promise.all([
    insertLabels(db, who.tenantId, id, state.labels),
    db.search.index('customers', who.tenantId, id, tokensOf(id, state)),
    countCustomer(db, who.tenantId, cellId, 1),
    countCompanyCustomers(db, who.tenantId, null, state.company?.id ?? null),
    recordEvent(db, who, { kind: 'customer.created', record: 'customer', recordId: id }),
  ]);
  return toCustomer(who, Object.assign(made, { company_name: state.company?.name ?? null }), phones, state.labels);
}

/** The columns of a new customer that no patch fills: nothing happened yet, and who made it when. */
export function freshColumns(who: Caller, origin: Origin) {
  const createdAt = origin.createdAt ?? who.now;
  const creator = authorOf(who, origin.createdByAgentId === undefined ? who.agentId : origin.createdByAgentId);
  return {
    follow_up_count: 0,
    last_contact_at: null,
    last_contact_agent_id: null,
    last_contact_department_id: null,
    last_call_serial: null,
    opportunity_count: 0,
    won_count: 0,
    pool_reason_id: null,
    recycled_at: null,
    owner_changes: 0,
    how_made: origin.howMade ?? 2,
    version: 1,
    created_at: createdAt,
    created_by_agent_id: creator.agentId,
    created_role_id: creator.roleId,
    created_department_id: creator.departmentId,
    updated_at: origin.updatedAt ?? createdAt,
    updated_by_agent_id: creator.agentId,
    updated_department_id: creator.departmentId,
    deleted_at: null,
  };
}
