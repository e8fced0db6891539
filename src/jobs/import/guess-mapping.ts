import type { ImportTarget } from './record-import.ts';

/** Which target each column of a file fills; null = the column is left out. */
export type Mapping = Readonly<Record<string, string | null>>;

/** The likeliest mapping: by native name, label or another known name, without regard to case and blanks; each target once. */
export function guessMapping(columns: readonly string[], targets: readonly ImportTarget[]): Mapping {
  const byName = new Map<string, string>();
  for (const names of [keysOf, labelsOf, aliasesOf]) {
    for (const target of targets) {
      for (const name of names(target)) if (!byName.has(plain(name))) byName.set(plain(name), target.key);
    }
  }
  const used = new Set<string>();
  const mapping: Record<string, string | null> = Object.create(null) as Record<string, string | null>;
  for (const column of columns) {
    const target = byName.get(plain(column)) ?? null;
    mapping[column] = target === null || used.has(target) ? null : target;
    if (target !== null) used.add(target);
  }
  return mapping;
}

const keysOf = ({ key }: ImportTarget): readonly string[] => [key];
const labelsOf = ({ label }: ImportTarget): readonly string[] => [label];
const aliasesOf = ({ aliases }: ImportTarget): readonly string[] => aliases ?? [];

function plain(name: string): string {
  return name.replaceAll(/[\s_*]/g, '').toLowerCase();
}

/** Why a mapping can't serve, in one line; null when it can. */
export function mappingFault(mapping: Mapping, targets: readonly ImportTarget[]): string | null {
  const known = new Set(targets.map(({ key }) => key));
  const used = new Set<string>();
  for (const target of Object.values(mapping)) {
    if (target === null) continue;
    if (!known.has(target)) return `there is no ${target} to fill`;
    if (used.has(target)) return `two columns fill ${target}`;
    used.add(target);
  }
  const missing = targets.find(({ key, required }) => required && !key.startsWith('field:') && !used.has(key));
  return missing === undefined ? null : `no column fills ${missing.key}, which every row needs`;
}
