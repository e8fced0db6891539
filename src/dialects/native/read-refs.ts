import type { AgentRef, AssignmentPatch, OptionRef } from '#crm/customers/customer.ts';
import type { DictionaryName } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { badRequest } from './errors.ts';
import type { AgentIn, AssignmentIn, IdIn, NamedIn, OptionIn } from './schemas/common.ts';

const LARGEST_ID = 2n ** 63n - 1n;

/** An id of a body or query. Raises 400 beyond int64. */
export function readId(field: string, id: IdIn): bigint {
  const value = BigInt(id);
  if (value > LARGEST_ID) throw badRequest(field, 'beyond 64 bits');
  return value;
}

/** What a body says of a dictionary's entry: an id wins over a code, a code over a name. */
export function readOption(
  who: Caller,
  dictionary: DictionaryName,
  field: string,
  given: OptionIn | null | undefined,
): OptionRef | null | undefined {
  if (given === undefined || given === null || given === '') return given === '' ? null : given;
  if (typeof given !== 'object') return { id: readId(field, given) };
  if ('id' in given) return { id: readId(field, given.id) };
  const options = who.directory.options.get(dictionary);
  const text = 'code' in given ? given.code : given.name;
  const found = 'code' in given ? options?.byCode.get(text) : options?.byName.get(text);
  if (found === undefined) throw new CrmError('unknown_option', { dictionary, field, value: text });
  return { id: found.id };
}

/** The id of the dictionary's entry that a body must name. */
export function requireOption(who: Caller, dictionary: DictionaryName, field: string, given: OptionIn): bigint {
  const ref = readOption(who, dictionary, field, given);
  if (ref === undefined || ref === null || !('id' in ref)) throw new CrmError('missing', { field });
  return ref.id;
}

export function readAgent(field: string, given: AgentIn): AgentRef {
  if (typeof given !== 'object') return { id: readId(field, given) };
  return 'id' in given ? { id: readId(field, given.id) } : { loginNo: given.loginNo };
}

export function readNamed(field: string, given: NamedIn): bigint {
  return readId(field, typeof given === 'object' ? given.id : given);
}

/** How errors name the agent of an assignment, which crm calls by the assignment's name (route.ts, `members`). */
export const assignmentMembers = { owner: 'owner.agent', service: 'service.agent' };

/** Agent and department of an assignment; an agent alone is taken into its main department. */
export function readAssignment(
  who: Caller,
  field: string,
  given: AssignmentIn | null | undefined,
): AssignmentPatch | undefined {
  if (given === undefined) return undefined;
  if (given === null) return { agent: null, departmentId: null };
  const agent =
    given.agent === undefined || given.agent === null ? given.agent : readAgent(`${field}.agent`, given.agent);
  const departmentId =
    given.department === undefined || given.department === null
      ? given.department
      : readNamed(`${field}.department`, given.department);
  if (agent === undefined || agent === null) {
    return { ...(agent === undefined ? {} : { agent }), ...(departmentId === undefined ? {} : { departmentId }) };
  }
  if (departmentId !== undefined && departmentId !== null) return { agent, departmentId };
  const known =
    'id' in agent ? who.directory.agents.get(agent.id) : who.directory.agentsByLogin.get(agent.loginNo.toLowerCase());
  return known === undefined ? { agent } : { agent, departmentId: known.departmentId };
}
