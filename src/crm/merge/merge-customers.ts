import { requirePermission } from '#crm/access/scope.ts';
import { recordEvent } from '#crm/changes/record-event.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { lockWholeCustomer, type LockedCustomer } from '#crm/customers/lock-customer.ts';
import { stateOf } from '#crm/customers/state.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { CrmError } from '#crm/errors.ts';
import { insertWithNewId } from '#crm/ids.ts';
import { requireVersion } from '#crm/require-version.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { mergedPatch } from './merged-patch.ts';
import { moveRecords, type Moved } from './move-records.ts';
import { packState } from './pack-state.ts';
import { recountCustomer } from './recount-customer.ts';

export interface MergeOptions {
  /** Fields, as changes name them, whose value comes from the customer that goes away. */
  readonly take?: readonly string[];
  readonly version?: number | undefined;
  readonly otherVersion?: number | undefined;
}

/** What undoing a merge needs. */
export interface MergeDetail {
  readonly otherName: string;
  readonly moved: Moved;
  /** The kept customer before and after, by packState. */
  readonly before: string;
  readonly after: string;
  /** Aliases of the other, which came along. */
  readonly aliases: readonly string[];
}

/**
 * Lets one customer go into another: its records, phones and labels move, its values fill gaps, its id keeps answering.
 * Raises `not_found`, `forbidden`, `stale`, `invalid` for a customer and itself.
 */
export async function mergeCustomers(
  db: Writer,
  who: Caller,
  keptId: bigint,
  otherId: bigint,
  options: MergeOptions = {},
): Promise<{ mergeId: bigint; customer: Customer }> {
  requirePermission(who, 'customer.edit');
  requirePermission(who, 'customer.delete');
  const { kept, other } = await lockBoth(db, who, keptId, otherId);
  requireVersion('customer', kept.row.version, options.version);
  requireVersion('customer', other.row.version, options.otherVersion);
  const { tenantId } = who;
  const patch = mergedPatch(
    who,
    stateOf(kept.row, kept.phones, kept.labels),
    stateOf(other.row, other.phones, other.labels),
    new Set(options.take),
  );
  const moved = await moveRecords(db, tenantId, other.row.id, kept.row.id);
  await deleteCustomer(db, who, other.row.id);
  await updateCustomer(db, who, kept.row.id, patch);
  await recountCustomer(db, who, kept.row.id);
  await recountCustomer(db, who, other.row.id);
  const aliases = await redirect(db, tenantId, other.row.id, kept.row.id, who.now);
  const after = await lockWholeCustomer(db, who, kept.row.id);
  const detail: MergeDetail = {
    otherName: other.row.name,
    moved,
    before: packState(stateOf(kept.row, kept.phones, kept.labels)),
    after: packState(stateOf(after.row, after.phones, after.labels)),
    aliases: aliases.map(String),
  };
  const mergeId = await insertWithNewId(db, 'merges', tenantId, (id) => ({
    tenant_id: tenantId,
    id,
    kept_id: kept.row.id,
    other_id: other.row.id,
    detail: JSON.stringify(detail),
    agent_id: who.agentId,
    merged_at: who.now,
    undone_at: null,
  }));
  await recordEvent(db, who, {
    kind: 'customer.merged',
    record: 'customer',
    recordId: kept.row.id,
    detail: { otherId: String(other.row.id) },
  });
  return { mergeId, customer: await getCustomer(db, who, kept.row.id) };
}

/** The lower id first, so that two merges of the same customers can't lock each other out. */
export async function lockBoth(
  db: Writer,
  who: Caller,
  keptId: bigint,
  otherId: bigint,
): Promise<{ kept: LockedCustomer; other: LockedCustomer }> {
  const first = await lockWholeCustomer(db, who, keptId < otherId ? keptId : otherId);
  const second = await lockWholeCustomer(db, who, keptId < otherId ? otherId : keptId);
  if (first.row.id === second.row.id)
    throw new CrmError('invalid', { field: 'otherId', reason: 'is the same customer' });
  return keptId < otherId ? { kept: first, other: second } : { kept: second, other: first };
}

/** The other's id, and those that went into it before, answer the kept one from now on. */
async function redirect(db: Writer, tenantId: bigint, from: bigint, to: bigint, now: number): Promise<bigint[]> {
  const rows = await db.sql
    .updateTable('customer_aliases')
    .set({ customer_id: to })
    .where('tenant_id', '=', tenantId)
    .where('customer_id', '=', from)
    .returning('id')
    .execute();
  await db.sql
    .insertInto('customer_aliases')
    .values({ tenant_id: tenantId, id: from, customer_id: to, created_at: now })
    .execute();
  return rows.map((row) => row.id);
}
