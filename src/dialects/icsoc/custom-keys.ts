import type { Field, FieldKind } from '#crm/access/directory.ts';

/** The key of a custom field on this dialect: `<kind>_<id>`. */
export function keyOfField(field: Pick<Field, 'kind' | 'id'>): string {
  return `${field.kind}_${field.id}`;
}

/** Whether values of the kind come with their text under `<kind>_<id>_name`. */
export function hasName(kind: FieldKind): boolean {
  return named.has(kind);
}

const named: ReadonlySet<FieldKind> = new Set(['select', 'radio', 'checkbox', 'cascade', 'city', 'datasource']);

/** The option that a single yes/no box is shown as (a checkbox of Bangwo8's type 6, which has no options of its own). */
export const YES = 1;

/**
 * Whether a key is written like that of a custom field, and which; `name` for its `_name`. The id is that of the field only
 * if the field's own key is the same: `input_05` and digits beyond an int64 are no field's.
 */
export function readFieldKey(key: string): { readonly id: bigint; readonly name: boolean } | null {
  const match = /^[a-z]+_(\d{1,19})\d*(_name)?$/.exec(key);
  return match === null ? null : { id: BigInt(match[1]!), name: match[2] !== undefined };
}
