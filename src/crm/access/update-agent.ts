import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import type { AgentsTable } from '#engines/engine.ts';
import {
  profileText,
  requireFreeLogin,
  requireRole,
  writeLoginDirectory,
  writeMemberships,
  type NewAgent,
} from './create-agent.ts';
import { requireDepartments } from './create-department.ts';
import { loginKey } from './load-directory.ts';
import { checkLoginNo, checkName } from './names.ts';
import { forgetFailures } from './sign-in-failures.ts';
import { revokeTokens } from './tokens.ts';

/** What isn't given stays. */
export type AgentPatch = Partial<
  Pick<
    NewAgent,
    'loginNo' | 'name' | 'passwordHash' | 'roleId' | 'departmentId' | 'departmentIds' | 'state' | 'profile'
  >
>;

/**
 * Changes an agent at once for every process. A new password and disabling end all its tokens and sessions; a new password
 * or enabling lifts a lock-out. A new main department is joined if need be; `departmentIds` is the whole set.
 * Raises `not_found`, and what createAgent raises.
 */
export async function updateAgent(db: Writer, tenantId: bigint, id: bigint, patch: AgentPatch): Promise<void> {
  // First, as it also keeps others from taking the same number.
  await db.configChanged(tenantId);
  const present = await readAgent(db, tenantId, id);
  const changed = await checkedColumns(db, tenantId, present, patch);
  const departmentId = patch.departmentId ?? present.department_id;
  if (patch.departmentId !== undefined || patch.departmentIds !== undefined) {
    const others = patch.departmentIds ?? (await readMemberships(db, tenantId, id));
    const departmentIds = new Set([departmentId, ...others]);
    await requireDepartments(db, tenantId, [...departmentIds]);
    await writeMemberships(db, tenantId, id, departmentIds);
  }
  if (Object.keys(changed).length > 0) {
    await db.sql.updateTable('agents').set(changed).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
  }
  if (changed.login_no !== undefined) await writeLoginDirectory(db, tenantId, id, changed.login_no);
  if (patch.passwordHash !== undefined || patch.state === 'disabled') await revokeTokens(db, tenantId, { agentId: id });
  if (patch.passwordHash !== undefined || patch.state === 'active')
    await forgetFailures(db, tenantId, present.login_key);
}

async function checkedColumns(
  db: Writer,
  tenantId: bigint,
  present: AgentsTable,
  patch: AgentPatch,
): Promise<Partial<AgentsTable>> {
  const changed: Partial<AgentsTable> = {};
  if (patch.loginNo !== undefined) {
    changed.login_no = checkLoginNo(patch.loginNo);
    changed.login_key = loginKey(changed.login_no);
    await requireFreeLogin(db, tenantId, changed.login_no, present.id);
  }
  if (patch.roleId !== undefined) {
    await requireRole(db, tenantId, patch.roleId);
    changed.role_id = patch.roleId;
  }
  if (patch.name !== undefined) changed.name = checkName('name', patch.name);
  if (patch.passwordHash !== undefined) changed.password_hash = patch.passwordHash;
  if (patch.departmentId !== undefined) changed.department_id = patch.departmentId;
  if (patch.state !== undefined) changed.state = patch.state;
  if (patch.profile !== undefined) changed.profile = profileText(patch.profile);
  return changed;
}

async function readAgent(db: Writer, tenantId: bigint, id: bigint): Promise<AgentsTable> {
  const row = await db.sql
    .selectFrom('agents')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'agent', id: String(id) });
  return row;
}

async function readMemberships(db: Writer, tenantId: bigint, agentId: bigint): Promise<bigint[]> {
  const rows = await db.sql
    .selectFrom('agent_departments')
    .select('department_id')
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .execute();
  return rows.map((row) => row.department_id);
}
