import { CrmError } from '#crm/errors.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Reader, Writer } from '#crm/store.ts';
import { requireDepartments } from './create-department.ts';
import { loginKey } from './load-directory.ts';
import { checkLoginNo, checkName } from './names.ts';

export interface NewAgent {
  /** 工号: unique in the tenant, compared without case. */
  readonly loginNo: string;
  readonly name: string;
  /** From hashPassword, made before the write. */
  readonly passwordHash: string;
  readonly roleId: bigint;
  /** The main department. */
  readonly departmentId: bigint;
  /** Further departments; the main one may be among them. */
  readonly departmentIds?: readonly bigint[];
  readonly state?: 'active' | 'disabled';
  /** JSON-able: e-mail, phones, sex, language … as the console keeps them. */
  readonly profile?: Readonly<Record<string, unknown>> | null;
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint;
  /** UTC ms; now when absent. */
  readonly createdAt?: number;
}

/** Raises `taken` for a login number or kept id in use, `not_found` for an unknown role, `unknown_department`. */
export async function createAgent(db: Writer, tenantId: bigint, agent: NewAgent): Promise<bigint> {
  const loginNo = checkLoginNo(agent.loginNo);
  const name = checkName('name', agent.name);
  const departmentIds = new Set([agent.departmentId, ...(agent.departmentIds ?? [])]);
  // First, as it also keeps others from taking the same number.
  await db.configChanged(tenantId);
  await requireFreeLogin(db, tenantId, loginNo, null);
  await requireRole(db, tenantId, agent.roleId);
  await requireDepartments(db, tenantId, [...departmentIds]);
  const row = (id: bigint) => ({
    tenant_id: tenantId,
    id,
    login_no: loginNo,
    login_key: loginKey(loginNo),
    name,
    password_hash: agent.passwordHash,
    role_id: agent.roleId,
    department_id: agent.departmentId,
    state: agent.state ?? ('active' as const),
    profile: profileText(agent.profile),
    created_at: agent.createdAt ?? Date.now(),
  });
  const id =
    agent.id === undefined
      ? await insertWithNewId(db, 'agents', tenantId, row)
      : await insertWithKeptId(db, 'agents', tenantId, agent.id, row);
  await writeMemberships(db, tenantId, id, departmentIds);
  await writeLoginDirectory(db, tenantId, id, loginNo);
  return id;
}

export async function requireFreeLogin(
  db: Reader,
  tenantId: bigint,
  loginNo: string,
  ownId: bigint | null,
): Promise<void> {
  const other = await db.sql
    .selectFrom('agents')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('login_key', '=', loginKey(loginNo))
    .executeTakeFirst();
  if (other !== undefined && other.id !== ownId) throw new CrmError('taken', { field: 'loginNo', value: loginNo });
}

export async function requireRole(db: Reader, tenantId: bigint, roleId: bigint): Promise<void> {
  const role = await db.sql
    .selectFrom('roles')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', roleId)
    .executeTakeFirst();
  if (role === undefined) throw new CrmError('not_found', { record: 'role', id: String(roleId) });
}

/** Makes `departmentIds` the agent's whole set. */
export async function writeMemberships(
  db: Writer,
  tenantId: bigint,
  agentId: bigint,
  departmentIds: ReadonlySet<bigint>,
): Promise<void> {
  await db.sql
    .deleteFrom('agent_departments')
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .execute();
  const rows = [...departmentIds].map((id) => ({ tenant_id: tenantId, agent_id: agentId, department_id: id }));
  await db.sql.insertInto('agent_departments').values(rows).execute();
}

/** Makes the agent findable by its bare login number. */
export async function writeLoginDirectory(
  db: Writer,
  tenantId: bigint,
  agentId: bigint,
  loginNo: string,
): Promise<void> {
  await db.sql
    .deleteFrom('login_directory')
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .execute();
  await db.sql
    .insertInto('login_directory')
    .values({ login_key: loginKey(loginNo), tenant_id: tenantId, agent_id: agentId })
    .execute();
}

export function profileText(profile: NewAgent['profile']): string | null {
  return profile === undefined || profile === null ? null : JSON.stringify(profile);
}
