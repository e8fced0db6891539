import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import { createDepartment } from './create-department.ts';
import { createRole } from './create-role.ts';
import { insertWithGlobalId } from './global-ids.ts';
import { checkName, checkTenantCode, checkTimeZone } from './names.ts';
import { newDictionaries, newRequiredFields, newRoles } from './new-tenant.ts';

export interface NewTenant {
  /** What stands before the bar in `企业代码|工号`; unique. */
  readonly code: string;
  readonly name: string;
  /** IANA name; Asia/Shanghai when absent. */
  readonly timeZone?: string;
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint;
  /** The first department; `总部` under the next id when absent. */
  readonly department?: { readonly id?: bigint; readonly name: string };
  /** Ids to keep for the three roles. */
  readonly roleIds?: Readonly<Record<keyof typeof newRoles, bigint>>;
}

export interface CreatedTenant {
  readonly id: bigint;
  readonly departmentId: bigint;
  readonly roleIds: Readonly<Record<keyof typeof newRoles, bigint>>;
}

/**
 * Makes a tenant with its dictionaries, one department, the roles admin, 主管 and 坐席 and no agent.
 * Raises `taken` for a code or id in use, `invalid` for a malformed code or an unknown time zone.
 */
export async function createTenant(db: Writer, tenant: NewTenant): Promise<CreatedTenant> {
  const row = {
    code: checkTenantCode(tenant.code),
    name: checkName('name', tenant.name),
    time_zone: checkTimeZone(tenant.timeZone ?? 'Asia/Shanghai'),
    config_version: 1,
    created_at: Date.now(),
  };
  const other = await db.sql.selectFrom('tenants').select('id').where('code', '=', row.code).executeTakeFirst();
  if (other !== undefined) throw new CrmError('taken', { field: 'code', value: row.code });
  const id = await insertWithGlobalId(db, 'tenants', tenant.id, (free) => ({ ...row, id: free }));
  const department = tenant.department ?? { name: '总部' };
  const departmentId = await createDepartment(db, id, department);
  const roleIds = {
    admin: await createRole(db, id, { ...newRoles.admin, id: tenant.roleIds?.admin }),
    supervisor: await createRole(db, id, { ...newRoles.supervisor, id: tenant.roleIds?.supervisor }),
    agent: await createRole(db, id, { ...newRoles.agent, id: tenant.roleIds?.agent }),
  };
  await insertDictionaries(db, id);
  await insertRules(db, id);
  await db.configChanged(id);
  return { id, departmentId, roleIds };
}

async function insertDictionaries(db: Writer, tenantId: bigint): Promise<void> {
  const rows = Object.entries(newDictionaries).flatMap(([dictionary, entries]) =>
    entries.map((entry, position) => ({
      tenant_id: tenantId,
      dictionary,
      id: BigInt(entry[0]),
      code: entry.length === 3 ? entry[1] : String(entry[0]),
      name: entry.length === 3 ? entry[2] : entry[1],
      position,
      enabled: 1,
    })),
  );
  await db.sql.insertInto('options').values(rows).execute();
}

async function insertRules(db: Writer, tenantId: bigint): Promise<void> {
  const required = newRequiredFields.flatMap(({ record, keys }) =>
    keys.map((key) => ({ tenant_id: tenantId, record, key, required: 1 })),
  );
  await db.sql.insertInto('required_fields').values(required).execute();
  await db.sql
    .insertInto('pool_rules')
    .values({ tenant_id: tenantId, quota_per_day: 20, recycle_after_days: 0, claim_role_ids_json: null })
    .execute();
}
