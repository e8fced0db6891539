import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import type { RolesTable } from '#engines/engine.ts';
import { checkScope, permissionsText, requireFreeRoleName, type NewRole } from './create-role.ts';
import { checkName } from './names.ts';
import { everyPermission } from './new-tenant.ts';

/** What isn't given stays. An admin role has every permission, whatever is given. */
export type RolePatch = Partial<Omit<NewRole, 'id'>>;

/** Changes a role, and what its agents may do, at once for every process. Raises `not_found`, and what createRole raises. */
export async function updateRole(db: Writer, tenantId: bigint, id: bigint, patch: RolePatch): Promise<void> {
  // First, as it also holds back who takes the same name at the same moment.
  await db.configChanged(tenantId);
  const present = await db.sql
    .selectFrom('roles')
    .select('is_admin')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (present === undefined) throw new CrmError('not_found', { record: 'role', id: String(id) });
  const changed: Partial<RolesTable> = {};
  if (patch.name !== undefined) {
    changed.name = checkName('name', patch.name);
    await requireFreeRoleName(db, tenantId, changed.name, id);
  }
  if (patch.scope !== undefined) changed.scope = checkScope(patch.scope);
  if (patch.isAdmin !== undefined) changed.is_admin = patch.isAdmin ? 1 : 0;
  if (patch.isAdmin ?? present.is_admin === 1) changed.permissions = permissionsText(everyPermission);
  else if (patch.permissions !== undefined) changed.permissions = permissionsText(patch.permissions);
  if (Object.keys(changed).length === 0) return;
  await db.sql.updateTable('roles').set(changed).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
}
