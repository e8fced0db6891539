import { useCallback } from 'react';
import { useDirectory } from '@/api/session.ts';

/** System fields that a tenant may demand, by the keys of its settings. */
export const demandable = {
  customer: { name: 'cle_name', phones: 'cle_phone', type: 'cle_type', source: 'cle_source', grade: 'cle_grade' },
  opportunity: { name: 'opty_name', stage: 'opty_stage', type: 'opty_type', source: 'opty_source' },
} as const;

/** Whether a system field must be given, in forms as in place. A name always must: nothing is shown without one. */
export function useRequired(record: keyof typeof demandable): (member: string) => boolean {
  const { requiredFields } = useDirectory();
  return useCallback(
    (member) => {
      const keys: Readonly<Record<string, string>> = demandable[record];
      return member === 'name' || requiredFields[`${record}.${keys[member]}`] === true;
    },
    [requiredFields, record],
  );
}

/** Whether what an editor hands back empties its member. "No" and no stars are values. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
