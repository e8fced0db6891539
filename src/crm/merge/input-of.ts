import type { Field } from '#crm/access/directory.ts';
import type { Attachment, FieldInput, StoredValue } from '#crm/fields/value.ts';

/** A stored value as a write would bring it. */
export function inputOf(field: Field, value: StoredValue | undefined): FieldInput {
  if (value === undefined) return null;
  switch (field.kind) {
    case 'select':
    case 'radio':
      return { choices: [{ id: BigInt(String(value)) }] };
    case 'checkbox':
      if (field.settings.yesNo === true) return { yes: value === 'yes' };
      return { choices: (value as readonly string[]).map((id) => ({ id: BigInt(id) })) };
    case 'cascade':
      return { choices: (value as readonly string[]).map((id) => ({ id: BigInt(id) })) };
    case 'city':
      return { codes: value as readonly string[] };
    case 'datetime':
      return { at: Number(value) };
    case 'attachment':
      return { files: value as readonly Attachment[] };
    case 'datasource':
      return { rowIds: value as readonly string[] };
    default:
      return { text: String(value) };
  }
}
