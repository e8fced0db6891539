import { CrmError, type Permission } from '#crm/errors.ts';
import { insertWithKeptId, insertWithNewId } from '#crm/ids.ts';
import type { Reader, Writer } from '#crm/store.ts';
import type { Scope } from './directory.ts';
import { checkName } from './names.ts';
import { everyPermission } from './new-tenant.ts';

export interface NewRole {
  /** Unique in the tenant. */
  readonly name: string;
  readonly scope: Scope;
  /** `customer.edit` alone when absent. */
  readonly permissions?: readonly Permission[];
  /** An admin defines fields, tables and agents, and has every permission. */
  readonly isAdmin?: boolean;
  /** A positive int64 to keep; else the next free one. */
  readonly id?: bigint | undefined;
}

/** Raises `taken` for a name or kept id in use, `invalid` for an unknown scope or permission. */
export async function createRole(db: Writer, tenantId: bigint, role: NewRole): Promise<bigint> {
  const name = checkName('name', role.name);
  // First, as it also holds back who takes the same name at the same moment.
  await db.configChanged(tenantId);
  await requireFreeRoleName(db, tenantId, name, null);
  const isAdmin = role.isAdmin ?? false;
  const permissions = isAdmin ? everyPermission : (role.permissions ?? ['customer.edit']);
  const row = (id: bigint) => ({
    tenant_id: tenantId,
    id,
    name,
    scope: checkScope(role.scope),
    permissions: permissionsText(permissions),
    is_admin: isAdmin ? 1 : 0,
  });
  return role.id === undefined
    ? await insertWithNewId(db, 'roles', tenantId, row)
    : await insertWithKeptId(db, 'roles', tenantId, role.id, row);
}

export async function requireFreeRoleName(
  db: Reader,
  tenantId: bigint,
  name: string,
  ownId: bigint | null,
): Promise<void> {
  const others = await db.sql
    .selectFrom('roles')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('name', '=', name)
    .execute();
  if (others.some((other) => other.id !== ownId)) throw new CrmError('taken', { field: 'name', value: name });
}

const scopes: readonly string[] = ['own', 'department', 'tree', 'all'] satisfies Scope[];

export function checkScope(scope: Scope): Scope {
  if (!scopes.includes(scope)) {
    throw new CrmError('invalid', { field: 'scope', reason: 'not one of own, department, tree, all' });
  }
  return scope;
}

/** The permissions column: each once, in the model's order. */
export function permissionsText(permissions: readonly Permission[]): string {
  const unknown = permissions.find((permission) => !everyPermission.includes(permission));
  if (unknown !== undefined)
    throw new CrmError('invalid', { field: 'permissions', reason: `no permission ${unknown}` });
  return JSON.stringify(everyPermission.filter((permission) => permissions.includes(permission)));
}
