import type { DictionaryName, Directory } from '#crm/access/directory.ts';
import { optionName } from '#crm/options/resolve-option.ts';

/** JSON text of a text. */
export function text(value: string | null): string {
  return value === null || value === '' ? '""' : JSON.stringify(value);
}

/** An id as a JSON integer with every digit; 0 for none. */
export function id(value: bigint | null): string {
  return value === null ? '0' : String(value);
}

/** Whole Unix seconds of UTC ms; 0 for never. */
export function seconds(at: number | null): string {
  return at === null ? '0' : String(Math.floor(at / 1000));
}

/** `工号 姓名` of an agent, with one blank; "" for nobody. */
export function agent(directory: Directory, agentId: bigint | null): string {
  const one = agentId === null ? undefined : directory.agents.get(agentId);
  return one === undefined ? '""' : JSON.stringify(`${one.loginNo} ${one.name}`);
}

export function department(directory: Directory, departmentId: bigint | null): string {
  return text(departmentId === null ? null : (directory.departments.get(departmentId)?.name ?? null));
}

export function role(directory: Directory, roleId: bigint | null): string {
  return text(roleId === null ? null : (directory.roles.get(roleId)?.name ?? null));
}

/** The name of a dictionary's entry; "" for none. */
export function option(directory: Directory, dictionary: DictionaryName, optionId: bigint | null): string {
  return text(optionName(directory, dictionary, optionId));
}

export function list(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}
