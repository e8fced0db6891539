import type { DictionaryName } from '#crm/access/directory.ts';
import type { Caller } from '#crm/store.ts';
import type { AgentRef, Assignment, NamedRef, OptionRef } from '../schemas/common.ts';

/** A dictionary's entry; null for none. */
export function showOption(who: Caller, dictionary: DictionaryName, id: bigint | null): OptionRef | null {
  if (id === null) return null;
  const option = who.directory.options.get(dictionary)?.byId.get(id);
  return { id: String(id), code: option?.code ?? '', name: option?.name ?? '' };
}

export function showAgent(who: Caller, id: bigint | null): AgentRef | null {
  if (id === null) return null;
  const agent = who.directory.agents.get(id);
  return { id: String(id), loginNo: agent?.loginNo ?? '', name: agent?.name ?? '' };
}

export function showDepartment(who: Caller, id: bigint | null): NamedRef | null {
  if (id === null) return null;
  return { id: String(id), name: who.directory.departments.get(id)?.name ?? '' };
}

export function showAssignment(who: Caller, agentId: bigint | null, departmentId: bigint | null): Assignment {
  return { agent: showAgent(who, agentId), department: showDepartment(who, departmentId) };
}
