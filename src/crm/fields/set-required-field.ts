import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import type { RequiredFieldsTable } from '#engines/engine.ts';

/**
 * Says whether a system field must be given on icsoc and in the console.
 * `key` as icsoc names it, e.g. `cle_name`.
 */
export async function setRequiredField(
  db: Writer,
  tenantId: bigint,
  record: RequiredFieldsTable['record'],
  key: string,
  required: boolean,
): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(key)) throw new CrmError('invalid', { field: 'key', reason: 'not a field name' });
  const value = { required: required ? 1 : 0 };
  await db.sql
    .insertInto('required_fields')
    .values({ tenant_id: tenantId, record, key, ...value })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'record', 'key']).doUpdateSet(value))
    .execute();
  await db.configChanged(tenantId);
}
