import { requirePermission } from '#crm/access/scope.ts';
import { recordChanges, type FieldChange } from '#crm/changes/record-changes.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import { requireVersion } from '#crm/require-version.ts';
import { countOfOwner } from '#crm/customer-records/owners-records.ts';
import { datedAfter } from '#crm/dated-after.ts';
import { followOwner } from '#crm/follow-ups/owner-columns.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { applyPatch } from './apply-patch.ts';
import { cellOf, moveBetweenCells } from './cells.ts';
import { columnsOf, dimensionsOf, tokensOf } from './columns.ts';
import { countCompanyCustomers } from './company-count.ts';
import type { Customer, CustomerPatch } from './customer.ts';
import { describeChanges } from './describe-changes.ts';
import { writeLabels } from './labels.ts';
import { lockWholeCustomer, type LockedCustomer } from './lock-customer.ts';
import { samePhones, writePhones, type WrittenPhone } from './phones.ts';
import { toCustomer } from './read-customers.ts';
import { authorship, isInPool, sameAssignment, stateOf, type CustomerState } from './state.ts';

/**
 * Changes what the patch says and answers the customer as it is then; a patch may be built from the present customer.
 * Nothing is written where every value stays. Raises `not_found`, `stale` (with `version`), and what applyPatch raises.
 */
export async function updateCustomer(
  db: Writer,
  caller: Caller,
  id: bigint,
  patch: CustomerPatch | ((present: Customer) => CustomerPatch),
  options: { readonly version?: number | undefined; readonly mode?: 'update' | 'restore' } = {},
): Promise<Customer> {
  requirePermission(caller, 'customer.edit');
  const present = await lockWholeCustomer(db, caller, id);
  const who = datedAfter(caller, present.row.updated_at);
  requireVersion('customer', present.row.version, options.version);
  const asShown = toCustomer(who, present.row, present.phones, present.labels);
  const before = stateOf(present.row, present.phones, present.labels);
  const wanted = typeof patch === 'function' ? patch(asShown) : patch;
  const { state: after, customChanges } = await applyPatch(db, who, before, wanted, options.mode ?? 'update');
  const changes = [...describeChanges(who, before, after), ...customChanges].filter(
    (change) => change.field !== 'assigned_at' || wanted.assignedAt !== undefined,
  );
  if (changes.length === 0) return asShown;
  return await writeUpdate(db, who, present, before, after, changes);
}

async function writeUpdate(
  db: Writer,
  who: Caller,
  present: LockedCustomer,
  before: CustomerState,
  after: CustomerState,
  changes: readonly FieldChange[],
): Promise<Customer> {
  const { tenantId } = who;
  const { id } = present.row;
  const phonesChanged = !samePhones(before.phones, after.phones);
  const phones = phonesChanged
    ? await writePhones(db, tenantId, id, present.phones, after.phones)
    : (after.phones as readonly WrittenPhone[]);
  if (changes.some((change) => change.field === 'labels')) await writeLabels(db, tenantId, id, after.labels);
  if (phonesChanged || before.name !== after.name)
    await db.search.index('customers', tenantId, id, tokensOf(id, after));
  await countCompanyCustomers(db, tenantId, before.company?.id ?? null, after.company?.id ?? null);
  const cellId = await cellOf(db, tenantId, dimensionsOf(after));
  await moveBetweenCells(db, tenantId, present.row.cell_id, cellId);
  if (before.owner.departmentId !== after.owner.departmentId) {
    await countOfOwner(db, tenantId, present.row, -1);
    await countOfOwner(db, tenantId, { ...present.row, owner_department_id: after.owner.departmentId }, 1);
  }
  const row = await writeRow(db, who, present.row, before, after, cellId);
  if (!sameAssignment(before.owner, after.owner) || !sameAssignment(before.service, after.service)) {
    await followOwner(db, tenantId, id, row);
  }
  await recordChanges(db, who, 'customer', id, changes);
  await recordEvent(db, who, {
    kind: 'customer.updated',
    record: 'customer',
    recordId: id,
    detail: { fields: changes.map((change) => change.field), version: row.version },
  });
  return toCustomer(who, row, phones, after.labels);
}

async function writeRow(
  db: Writer,
  who: Caller,
  row: LockedCustomer['row'],
  before: CustomerState,
  after: CustomerState,
  cellId: bigint,
): Promise<LockedCustomer['row']> {
  const author = authorship(who);
  const fell = isInPool(after.owner) && !isInPool(before.owner);
  const handedOver =
    before.owner.agentId !== null && after.owner.agentId !== null && before.owner.agentId !== after.owner.agentId;
  const columns = {
    ...columnsOf(after),
    ...(fell ? { recycled_at: who.now, pool_reason_id: null } : {}),
    owner_changes: row.owner_changes + (handedOver ? 1 : 0),
    cell_id: cellId,
    version: row.version + 1,
    updated_at: who.now,
    updated_by_agent_id: author.agentId,
    updated_department_id: author.departmentId,
  };
  const changed = Object.fromEntries(
    Object.entries(columns).filter(([column, value]) => row[column as keyof typeof columns] !== value),
  ) as Partial<typeof columns>;
  await db.sql
    .updateTable('customers')
    .set(changed)
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', row.id)
    .execute();
  return { ...row, ...columns, company_name: after.company?.name ?? null };
}
