import type { Reader } from '#crm/store.ts';
import type { Permission } from '#crm/errors.ts';
import { parseFieldSettings } from '#crm/fields/field-settings.ts';
import type {
  Agent,
  Department,
  Dictionary,
  DictionaryName,
  Directory,
  Field,
  FieldKind,
  FieldOption,
  FieldRecord,
  FieldSet,
  Option,
  PoolRule,
  Role,
  Tenant,
} from './directory.ts';

/** Reads a tenant's whole configuration by ten statements; null for an unknown tenant. */
export async function loadDirectory(db: Reader, tenantId: bigint, version: number): Promise<Directory | null> {
  const tenant = await loadTenant(db, tenantId);
  if (tenant === null) return null;
  const agents = await loadAgents(db, tenantId);
  return {
    version,
    tenant,
    departments: await loadDepartments(db, tenantId),
    roles: await loadRoles(db, tenantId),
    agents: new Map(agents.map((agent) => [agent.id, agent])),
    agentsByLogin: new Map(agents.map((agent) => [loginKey(agent.loginNo), agent])),
    options: await loadDictionaries(db, tenantId),
    fields: await loadFields(db, tenantId),
    requiredFields: await loadRequiredFields(db, tenantId),
    poolRule: await loadPoolRule(db, tenantId),
  };
}

/** Login numbers are compared without case. */
export function loginKey(loginNo: string): string {
  return loginNo.toLowerCase();
}

async function loadTenant(db: Reader, tenantId: bigint): Promise<Tenant | null> {
  const row = await db.sql
    .selectFrom('tenants')
    .select(['id', 'code', 'name', 'time_zone'])
    .where('id', '=', tenantId)
    .executeTakeFirst();
  return row === undefined ? null : { id: row.id, code: row.code, name: row.name, timeZone: row.time_zone };
}

async function loadDepartments(db: Reader, tenantId: bigint): Promise<Map<bigint, Department>> {
  const rows = await db.sql
    .selectFrom('departments')
    .select(['id', 'parent_id', 'name'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  const trees = new Map(rows.map((row) => [row.id, new Set([row.id])]));
  const parents = new Map(rows.map((row) => [row.id, row.parent_id]));
  for (const row of rows) {
    const above = new Set([row.id]);
    for (let id = row.parent_id; id !== null && !above.has(id); id = parents.get(id) ?? null) {
      above.add(id);
      trees.get(id)?.add(row.id);
    }
  }
  return new Map(
    rows.map((row) => [row.id, { id: row.id, parentId: row.parent_id, name: row.name, tree: trees.get(row.id)! }]),
  );
}

async function loadRoles(db: Reader, tenantId: bigint): Promise<Map<bigint, Role>> {
  const rows = await db.sql
    .selectFrom('roles')
    .select(['id', 'name', 'scope', 'permissions', 'is_admin'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        name: row.name,
        scope: row.scope,
        permissions: new Set(JSON.parse(row.permissions) as Permission[]),
        isAdmin: row.is_admin === 1,
      },
    ]),
  );
}

async function loadAgents(db: Reader, tenantId: bigint): Promise<Agent[]> {
  const rows = await db.sql
    .selectFrom('agents')
    .select(['id', 'login_no', 'name', 'role_id', 'department_id', 'state', 'created_at'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  const memberships = await db.sql
    .selectFrom('agent_departments')
    .select(['agent_id', 'department_id'])
    .where('tenant_id', '=', tenantId)
    .orderBy('agent_id')
    .orderBy('department_id')
    .execute();
  const departmentsOf = Map.groupBy(memberships, (row) => row.agent_id);
  return rows.map((row) => ({
    id: row.id,
    loginNo: row.login_no,
    name: row.name,
    roleId: row.role_id,
    departmentId: row.department_id,
    departmentIds: new Set([row.department_id, ...(departmentsOf.get(row.id) ?? []).map((one) => one.department_id)]),
    state: row.state,
    createdAt: row.created_at,
  }));
}

async function loadDictionaries(db: Reader, tenantId: bigint): Promise<Map<DictionaryName, Dictionary>> {
  const rows = await db.sql
    .selectFrom('options')
    .select(['dictionary', 'id', 'code', 'name', 'position', 'enabled'])
    .where('tenant_id', '=', tenantId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const byDictionary = Map.groupBy(rows, (row) => row.dictionary as DictionaryName);
  return new Map(
    [...byDictionary].map(([name, options]) => [
      name,
      toDictionary(
        options.map(({ id, code, name: label, position, enabled }) => ({
          id,
          code,
          name: label,
          position,
          enabled: enabled === 1,
        })),
      ),
    ]),
  );
}

function toDictionary(all: readonly Option[]): Dictionary {
  const byPreference = all.toSorted((a, b) => Number(a.enabled) - Number(b.enabled) || b.position - a.position);
  return {
    all,
    byId: new Map(all.map((option) => [option.id, option])),
    byName: new Map(byPreference.map((option) => [option.name, option])),
    byCode: new Map(all.map((option) => [option.code, option])),
  };
}

async function loadFields(db: Reader, tenantId: bigint): Promise<Map<FieldRecord, FieldSet>> {
  const rows = await db.sql
    .selectFrom('fields')
    .select(['id', 'record', 'key', 'label', 'kind', 'required', 'position', 'settings', 'enabled'])
    .where('tenant_id', '=', tenantId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const optionsOf = await loadFieldOptions(db, tenantId);
  const fields = rows.map((row): Field => {
    const options = optionsOf.get(row.id) ?? [];
    return {
      id: row.id,
      record: row.record,
      key: row.key,
      label: row.label,
      kind: row.kind as FieldKind,
      required: row.required === 1,
      enabled: row.enabled === 1,
      position: row.position,
      settings: parseFieldSettings(row.settings),
      options,
      optionsById: new Map(options.map((option) => [option.id, option])),
    };
  });
  const byRecord = Map.groupBy(fields, (field) => field.record);
  return new Map(
    (['customer', 'company', 'opportunity'] as const).map((record) => [record, toFieldSet(byRecord.get(record) ?? [])]),
  );
}

function toFieldSet(fields: readonly Field[]): FieldSet {
  return {
    all: fields.filter((field) => field.enabled),
    byId: new Map(fields.map((field) => [field.id, field])),
    byKey: new Map(fields.map((field) => [field.key, field])),
  };
}

async function loadFieldOptions(db: Reader, tenantId: bigint): Promise<Map<bigint, FieldOption[]>> {
  const rows = await db.sql
    .selectFrom('field_options')
    .select(['field_id', 'id', 'parent_id', 'label', 'position', 'enabled'])
    .where('tenant_id', '=', tenantId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const byField = new Map<bigint, FieldOption[]>();
  for (const row of rows) {
    const { id, label, position } = row;
    const option: FieldOption = { id, parentId: row.parent_id, label, position, enabled: row.enabled === 1 };
    const known = byField.get(row.field_id);
    if (known === undefined) byField.set(row.field_id, [option]);
    else known.push(option);
  }
  return byField;
}

async function loadRequiredFields(db: Reader, tenantId: bigint): Promise<Map<string, boolean>> {
  const rows = await db.sql
    .selectFrom('required_fields')
    .select(['record', 'key', 'required'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return new Map(rows.map((row) => [`${row.record}.${row.key}`, row.required === 1]));
}

async function loadPoolRule(db: Reader, tenantId: bigint): Promise<PoolRule> {
  const row = await db.sql
    .selectFrom('pool_rules')
    .select(['quota_per_day', 'recycle_after_days', 'claim_role_ids_json'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  const roleIds = row?.claim_role_ids_json ?? null;
  return {
    quotaPerDay: row?.quota_per_day ?? 0,
    recycleAfterDays: row?.recycle_after_days ?? 0,
    claimRoleIds: roleIds === null ? null : new Set((JSON.parse(roleIds) as string[]).map(BigInt)),
  };
}
