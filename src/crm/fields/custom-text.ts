import type { CustomValues, StoredValue } from './value.ts';

/** The `custom` column of a record: JSON object {"<field id>": stored value}; null for none. */
export function parseCustom(text: string | null): CustomValues {
  if (text === null) return none;
  const values = JSON.parse(text) as Record<string, StoredValue>;
  return new Map(Object.entries(values).map(([id, value]) => [BigInt(id), value]));
}

/** What parseCustom reads back, by ascending field id; null when no field is set. */
export function formatCustom(values: CustomValues): string | null {
  if (values.size === 0) return null;
  const ordered = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(ordered.map(([id, value]) => [String(id), value])));
}

const none: CustomValues = new Map();
