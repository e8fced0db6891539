import { permissionsOf, roleOf } from '#crm/access/scope.ts';
import type { Caller } from '#crm/store.ts';

/** Whether the tenant's pool rule lets the caller's role claim customers. */
export function mayClaim(who: Caller): boolean {
  const { claimRoleIds } = who.directory.poolRule;
  return permissionsOf(who).has('customer.edit') && (claimRoleIds === null || claimRoleIds.has(roleOf(who).id));
}
