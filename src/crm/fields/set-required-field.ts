import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';

/** The system fields that a tenant may demand, as icsoc names them. */
const systemFields = {
  customer: ['cle_name', 'cle_phone', 'cle_source', 'cle_type', 'cle_grade'],
  opportunity: ['opty_name', 'cle_id', 'opty_type', 'opty_source', 'opty_stage'],
} as const;

/** An opportunity is one of a customer's, whatever a form says. */
const ALWAYS_REQUIRED = 'cle_id';

/**
 * Says whether a system field must be given on icsoc and in the console. `key` as icsoc names it, e.g. `cle_name`. Raises
 * `invalid` for one that the record lacks, and for one that it can't do without.
 */
export async function setRequiredField(
  db: Writer,
  tenantId: bigint,
  record: keyof typeof systemFields,
  key: string,
  required: boolean,
): Promise<void> {
  const known: readonly string[] = systemFields[record];
  if (!known.includes(key)) throw new CrmError('invalid', { field: 'key', reason: `${key}: no such system field` });
  if (key === ALWAYS_REQUIRED && !required) {
    throw new CrmError('invalid', { field: 'required', reason: `${key}: an opportunity always has its customer` });
  }
  const value = { required: required ? 1 : 0 };
  await db.sql
    .insertInto('required_fields')
    .values({ tenant_id: tenantId, record, key, ...value })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'record', 'key']).doUpdateSet(value))
    .execute();
  await db.configChanged(tenantId);
}
