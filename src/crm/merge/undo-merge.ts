import type { Selectable } from 'kysely';
import { requirePermission } from '#crm/access/scope.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { lockWholeCustomer } from '#crm/customers/lock-customer.ts';
import { restoreCustomer } from '#crm/customers/restore-customer.ts';
import { stateOf } from '#crm/customers/state.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { MergesTable } from '#engines/engine.ts';
import type { MergeDetail } from './merge-customers.ts';
import { moveBack } from './move-records.ts';
import { unpackState } from './pack-state.ts';
import { recountCustomer } from './recount-customer.ts';
import { restorePatch } from './restore-patch.ts';

/**
 * Takes a merge back: the other customer lives again with its phones and records; what was changed or added since stays with
 * the kept one. Raises `not_found`, `forbidden`, `invalid` (field `merge`) when it was undone, or one of the two merged again.
 */
export async function undoMerge(
  db: Writer,
  who: Caller,
  mergeId: bigint,
): Promise<{ customer: Customer; other: Customer }> {
  requirePermission(who, 'customer.edit');
  requirePermission(who, 'customer.delete');
  const { tenantId } = who;
  const merge = await holdMerge(db, tenantId, mergeId);
  const detail = JSON.parse(merge.detail) as MergeDetail;
  const kept = await lockWholeCustomer(db, who, merge.kept_id);
  if (merge.undone_at !== null) throw overtaken('was undone already');
  if (kept.row.id !== merge.kept_id) throw overtaken('the customer was merged again');
  if (!(await releaseAliases(db, tenantId, merge, detail.aliases.map(BigInt)))) throw overtaken('was overtaken');

  const present = stateOf(kept.row, kept.phones, kept.labels);
  const patch = restorePatch(who, unpackState(detail.before), unpackState(detail.after), present);
  await updateCustomer(db, who, merge.kept_id, patch, { mode: 'restore' });
  await restoreCustomer(db, who, merge.other_id);
  await moveBack(db, tenantId, detail.moved, merge.kept_id, merge.other_id);
  await recountCustomer(db, who, merge.kept_id);
  await recountCustomer(db, who, merge.other_id);
  await db.sql
    .updateTable('merges')
    .set({ undone_at: who.now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', mergeId)
    .execute();
  return {
    customer: await getCustomer(db, who, merge.kept_id),
    other: await getCustomer(db, who, merge.other_id),
  };
}

function overtaken(reason: string): CrmError {
  return new CrmError('invalid', { field: 'merge', reason });
}

/** A write that changes nothing takes the row's lock on every engine. */
async function holdMerge(db: Writer, tenantId: bigint, id: bigint): Promise<Selectable<MergesTable>> {
  const row = await db.sql
    .updateTable('merges')
    .set((eb) => ({ detail: eb.ref('detail') }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'merge', id: String(id) });
  return row;
}

/** The other's id is its own again, and those that came with it are its; false when it isn't the kept one's any more. */
async function releaseAliases(
  db: Writer,
  tenantId: bigint,
  { other_id: otherId, kept_id: keptId }: Selectable<MergesTable>,
  aliases: readonly bigint[],
): Promise<boolean> {
  const released = await db.sql
    .deleteFrom('customer_aliases')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', otherId)
    .where('customer_id', '=', keptId)
    .returning('id')
    .execute();
  if (released.length === 0) return false;
  for (const id of aliases) {
    await db.sql
      .updateTable('customer_aliases')
      .set({ customer_id: otherId })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .where('customer_id', '=', keptId)
      .execute();
  }
  return true;
}
