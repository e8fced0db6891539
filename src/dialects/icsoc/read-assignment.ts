import type { AssignmentPatch } from '#crm/customers/customer.ts';
import { idOf, type Members } from './read-value.ts';

/** The keys of an agent and a department that are assigned together. */
export const SALE = ['sale_charge_user_id', 'sale_charge_department_id'] as const;
export const SERVICE = ['service_charge_user_id', 'service_charge_department_id'] as const;

/** Agent and department as a body names them; undefined when it says nothing of either. 0 clears, but on create it is absent. */
export function readAssignment(
  members: Members,
  [agentKey, departmentKey]: readonly [string, string],
  mode: 'create' | 'update',
): AssignmentPatch | undefined {
  const agentId = readId(members, agentKey, mode);
  const departmentId = readId(members, departmentKey, mode);
  if (agentId === undefined && departmentId === undefined) return undefined;
  return {
    ...(agentId === undefined ? {} : { agent: agentId === null ? null : { id: agentId } }),
    ...(departmentId === undefined ? {} : { departmentId }),
  };
}

function readId(members: Members, key: string, mode: 'create' | 'update'): bigint | null | undefined {
  const value = members.get(key);
  if (value === undefined) return undefined;
  return idOf(value, key) ?? (mode === 'create' ? undefined : null);
}
