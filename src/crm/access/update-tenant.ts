import type { Writer } from '#crm/store.ts';
import { checkName, checkTimeZone } from './names.ts';

/** Changes what people see of a tenant at once for every process; what isn't given stays. Raises `missing`, `invalid`. */
export async function updateTenant(
  db: Writer,
  tenantId: bigint,
  patch: { readonly name?: string; readonly timeZone?: string },
): Promise<void> {
  const changed = {
    ...(patch.name === undefined ? {} : { name: checkName('name', patch.name) }),
    ...(patch.timeZone === undefined ? {} : { time_zone: checkTimeZone(patch.timeZone) }),
  };
  if (Object.keys(changed).length === 0) return;
  await db.sql.updateTable('tenants').set(changed).where('id', '=', tenantId).execute();
  await db.configChanged(tenantId);
}
