import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { ListedRecord } from './listed-record.ts';

/**
 * Deletes those of the ids that the caller may see and passes over the others. Two batches that meet lock their customers in
 * one order.
 */
export async function deleteEach(
  db: Writer,
  who: Caller,
  table: ListedRecord<string>['table'],
  ids: readonly bigint[],
  deleteOne: (id: bigint) => Promise<void>,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await db.sql
    .selectFrom(table as 'follow_ups')
    .select('id')
    .where('tenant_id', '=', who.tenantId)
    .where('id', 'in', [...new Set(ids)])
    .where('visible', '=', 1)
    .orderBy('customer_id')
    .orderBy('id')
    .execute();
  for (const { id } of rows) {
    try {
      await deleteOne(id);
    } catch (error) {
      if (!(error instanceof CrmError && error.is('not_found'))) throw error;
    }
  }
}
