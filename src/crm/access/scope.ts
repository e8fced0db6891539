import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { CrmError, type Permission } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import type { CustomersTable, Database } from '#engines/engine.ts';
import type { Role } from './directory.ts';

/** Which customers a caller may see; those in the pool are in everybody's reach. */
export type Reach = { readonly all: true } | LimitedReach;

export interface LimitedReach {
  readonly all: false;
  /** Customers that this agent owns or serves … */
  readonly agentId: bigint;
  /** … and those of these departments; none in the scope "own". */
  readonly departmentIds: readonly bigint[];
}

export function reachOf(who: Caller): Reach {
  const { scope } = roleOf(who);
  if (scope === 'all') return { all: true };
  return { all: false, agentId: who.agentId, departmentIds: departmentsInScope(who, scope) };
}

/** The condition, on the table `customers` by its own name, that a row is in the caller's reach. */
export function customerInReach(who: Caller): Expression<SqlBool> {
  return isWithin(reachOf(who));
}

/** The same of a reach, also on follow-ups, which keep whose their customers are. */
export function isWithin(reach: Reach, table: 'customers' | 'follow_ups' = 'customers'): Expression<SqlBool> {
  const eb = expressionBuilder<Database, 'customers' | 'follow_ups'>();
  if (reach.all) return eb(eb.val(1), '=', eb.val(1));
  const any = [
    eb(`${table}.owner_agent_id`, '=', reach.agentId),
    eb(`${table}.service_agent_id`, '=', reach.agentId),
    eb.and([eb(`${table}.owner_agent_id`, 'is', null), eb(`${table}.owner_department_id`, 'is', null)]),
  ];
  if (reach.departmentIds.length > 0) {
    any.push(eb(`${table}.owner_department_id`, 'in', reach.departmentIds));
    any.push(eb(`${table}.service_department_id`, 'in', reach.departmentIds));
  }
  return eb.or(any);
}

/** The columns that tell whose a customer is. */
export const OWNER_COLUMNS = [
  'owner_agent_id',
  'owner_department_id',
  'service_agent_id',
  'service_department_id',
] as const;
export type OwnerColumns = Pick<CustomersTable, (typeof OWNER_COLUMNS)[number]>;

/** The same condition on a row that was read already. */
export function isInReach(who: Caller, row: OwnerColumns): boolean {
  const reach = reachOf(who);
  if (reach.all) return true;
  if (row.owner_agent_id === null && row.owner_department_id === null) return true;
  if (row.owner_agent_id === reach.agentId || row.service_agent_id === reach.agentId) return true;
  return (
    (row.owner_department_id !== null && reach.departmentIds.includes(row.owner_department_id)) ||
    (row.service_department_id !== null && reach.departmentIds.includes(row.service_department_id))
  );
}

export function permissionsOf(who: Caller): ReadonlySet<Permission> {
  return roleOf(who).permissions;
}

/** Whether a caller may follow the background jobs of an agent: its own, or the tenant's with settings.edit. */
export function followsJobsOf(who: Caller, agentId: bigint | null): boolean {
  return agentId === who.agentId || permissionsOf(who).has('settings.edit');
}

/** Raises `forbidden` unless the caller's role has the permission. */
export function requirePermission(who: Caller, permission: Permission): void {
  if (!permissionsOf(who).has(permission)) throw new CrmError('forbidden', { permission });
}

export function roleOf(who: Caller): Role {
  const agent = who.directory.agents.get(who.agentId);
  const role = agent === undefined ? undefined : who.directory.roles.get(agent.roleId);
  if (role === undefined) throw new CrmError('forbidden', {});
  return role;
}

function departmentsInScope(who: Caller, scope: Role['scope']): bigint[] {
  const own = who.directory.agents.get(who.agentId)?.departmentIds ?? new Set<bigint>();
  if (scope === 'own') return [];
  if (scope === 'department') return [...own];
  const tree = new Set<bigint>();
  for (const id of own) for (const below of who.directory.departments.get(id)?.tree ?? [id]) tree.add(below);
  return [...tree];
}
