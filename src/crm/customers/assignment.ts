import type { Agent } from '#crm/access/directory.ts';
import { CrmError, type AgentField, type DepartmentField } from '#crm/errors.ts';
import type { PatchMode } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import type { AgentRef, AssignmentPatch } from './customer.ts';

export interface Assignment {
  readonly agentId: bigint | null;
  readonly departmentId: bigint | null;
}

interface Names {
  readonly agent: AgentField;
  readonly department: DepartmentField;
}

export const ownerNames: Names = { agent: 'owner', department: 'owner_department' };
export const serviceNames: Names = { agent: 'service', department: 'service_department' };

/**
 * What a patch makes of an assignment. Raises `unknown_agent`, `department_missing`,
 * `unknown_department`, `agent_outside_department`, in that order.
 */
export function applyAssignment(
  who: Caller,
  patch: AssignmentPatch | undefined,
  present: Assignment,
  names: Names,
  mode: PatchMode,
): Assignment {
  if (patch === undefined) return present;
  if (patch.agent === undefined || patch.agent === null) return withoutAgent(who, patch, present, names);
  const agent = findAgent(who, patch.agent, names.agent);
  if (patch.departmentId === undefined && agent.id === present.agentId) return present;
  if (patch.departmentId === undefined || patch.departmentId === null) {
    throw new CrmError('department_missing', { field: names.agent, value: agent.loginNo });
  }
  const departmentId = knownDepartment(who, patch.departmentId, names.department);
  const held = mode === 'restore' || (agent.id === present.agentId && departmentId === present.departmentId);
  if (!held && agent.state !== 'active') {
    throw new CrmError('unknown_agent', { field: names.agent, value: agent.loginNo });
  }
  if (!held && !agent.departmentIds.has(departmentId)) {
    throw new CrmError('agent_outside_department', {
      field: names.agent,
      agent: agent.loginNo,
      department: String(departmentId),
    });
  }
  return { agentId: agent.id, departmentId };
}

function withoutAgent(who: Caller, patch: AssignmentPatch, present: Assignment, names: Names): Assignment {
  if (patch.departmentId === undefined) return patch.agent === null ? NOBODY : present;
  if (patch.departmentId === null) return NOBODY;
  const departmentId = knownDepartment(who, patch.departmentId, names.department);
  if (patch.agent === null || present.agentId === null) return { agentId: null, departmentId };
  const stays = who.directory.agents.get(present.agentId)?.departmentIds.has(departmentId) ?? false;
  return { agentId: stays || departmentId === present.departmentId ? present.agentId : null, departmentId };
}

const NOBODY: Assignment = { agentId: null, departmentId: null };

/** The agent that a reference names. Raises `unknown_agent`. */
export function findAgent(who: Caller, ref: AgentRef, field: AgentField): Agent {
  const agent =
    'id' in ref ? who.directory.agents.get(ref.id) : who.directory.agentsByLogin.get(ref.loginNo.toLowerCase());
  if (agent === undefined) {
    throw new CrmError('unknown_agent', { field, value: 'id' in ref ? String(ref.id) : ref.loginNo });
  }
  return agent;
}

function knownDepartment(who: Caller, id: bigint, field: DepartmentField): bigint {
  if (!who.directory.departments.has(id)) throw new CrmError('unknown_department', { field, value: String(id) });
  return id;
}
