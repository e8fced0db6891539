import type { Change } from '#crm/changes/change.ts';
import type { Reader } from '#crm/store.ts';
import { listCompanyGroups } from './company-groups.ts';

/** Changes of companies with the present names of the groups that they tell by id. One statement, none without such a change. */
export async function nameGroups(db: Reader, tenantId: bigint, changes: readonly Change[]): Promise<Change[]> {
  const ids = changes.flatMap(({ field, oldText, newText }) => (field === 'group' ? [oldText, newText] : []));
  const known = ids.filter((id) => id !== '').map(BigInt);
  if (known.length === 0) return [...changes];
  const groups = await listCompanyGroups(db, tenantId, known);
  const names = new Map(groups.map(({ id, name }) => [String(id), name]));
  const named = (id: string): string => names.get(id) ?? id;
  return changes.map((change) =>
    change.field === 'group' ? { ...change, oldText: named(change.oldText), newText: named(change.newText) } : change,
  );
}
