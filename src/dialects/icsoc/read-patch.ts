import type { OptionRef } from '#crm/customers/customer.ts';
import { idOf, type Members, textOf } from './read-value.ts';

/**
 * Reads a body's members into patches. Absent on create: a missing key, null, "" and 0 for an id; on update only a missing
 * key is, and the others clear.
 */
export interface PatchReader {
  text(key: string): string | null | undefined;
  option(key: string): OptionRef | null | undefined;
}

export function patchReader(members: Members, mode: 'create' | 'update'): PatchReader {
  const cleared = mode === 'create' ? undefined : null;
  return {
    text(key) {
      const value = members.get(key);
      return value === undefined ? undefined : (textOf(value, key) ?? cleared);
    },
    option(key) {
      const value = members.get(key);
      if (value === undefined) return undefined;
      const id = idOf(value, key);
      return id === null ? cleared : { id };
    },
  };
}

/** The patch without its undefined members. */
export function definedOnly<T extends object>(patch: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as T;
}
