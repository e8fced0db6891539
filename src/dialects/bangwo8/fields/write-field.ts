import type { Field, FieldOption } from '#crm/access/directory.ts';
import { optionsBelow } from '#crm/fields/choices.ts';
import type { Links } from '../links.ts';
import { typeOf } from './field-types.ts';
import type { SystemField } from './system-fields.ts';

interface WireOption {
  readonly key: string;
  readonly value: string;
  readonly children?: readonly WireOption[];
}

/** A custom field as `company_fields` shows it: the id a number, all else texts. */
export function writeField(links: Links, field: Field) {
  return {
    id: field.id,
    url: fieldUrl(links, field.id),
    name: field.label,
    key: field.key,
    type: typeOf(field),
    system: '0',
    custom_field_options: optionsOf(field, null),
  };
}

export function writeSystemField(links: Links, { id, name, key, type }: SystemField) {
  return { id, url: fieldUrl(links, id), name, key, type, system: '1', custom_field_options: [] };
}

export function fieldUrl(links: Links, id: bigint | number): string {
  return links.to(`companies/company_fields/${id}`);
}

/** A cascade's options hold those below them. */
function optionsOf(field: Field, parentId: bigint | null): WireOption[] {
  return optionsBelow(field, parentId)
    .filter((option) => option.enabled)
    .map((option) => optionOf(field, option));
}

function optionOf(field: Field, { id, label }: FieldOption): WireOption {
  const option = { key: String(id), value: label };
  const children = field.kind === 'cascade' ? optionsOf(field, id) : [];
  return children.length === 0 ? option : { ...option, children };
}
