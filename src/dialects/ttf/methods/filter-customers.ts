import type { DictionaryName, Directory, Option } from '#crm/access/directory.ts';
import { shapeError } from '../errors.ts';
import type { Operation } from '../operation.ts';
import type { Params } from '../params.ts';

/** filter_customers: what a list can be filtered by. Lists stand in the order of their dictionaries, disabled entries left out. */
export const filterCustomers: Operation = {
  name: 'filter_customers',
  rest: { method: 'GET', path: '/customers/filter_customers' },
  reads: true,
  onSocket: true,
  members: ['groupId'],
  async run({ params, caller }) {
    const { directory } = caller();
    const groupId = required(params, 'groupId');
    required(params, 'companyId');
    const result = {
      custFromList: enabled(directory, 'customer_source').map(nameAndCode),
      custTypeList: enabled(directory, 'customer_type').map(nameAndCode),
      dealFlagList: enabled(directory, 'deal_flag').map(nameAndCode),
      loginNoList: loginNos(directory, groupId),
    };
    const tasks = enabled(directory, 'task').map(({ id, name }) => `{"name":${JSON.stringify(name)},"value":${id}}`);
    return `"result":${JSON.stringify(result).slice(0, -1)},"taskList":[${tasks.join(',')}]}`;
  },
};

function required(params: Params, key: string): string {
  const text = params.text(key)?.trim() ?? '';
  if (text === '') throw shapeError(key);
  return text;
}

function enabled(directory: Directory, dictionary: DictionaryName): Option[] {
  return (directory.options.get(dictionary)?.all ?? []).filter((option) => option.enabled);
}

function nameAndCode({ name, code }: Option): { name: string; value: string } {
  return { name, value: code };
}

/** The active agents of the department that the group names; of the tenant, when it names none. */
function loginNos(directory: Directory, groupId: string): string[] {
  const id = /^\d{1,19}$/.test(groupId) ? BigInt(groupId) : 0n;
  const group = directory.departments.has(id) ? id : null;
  return [...directory.agents.values()]
    .filter((agent) => agent.state === 'active' && (group === null || agent.departmentIds.has(group)))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((agent) => agent.loginNo);
}
