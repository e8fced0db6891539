import type { Field } from '#crm/access/directory.ts';
import { maskCustom } from '#crm/fields/apply-custom.ts';
import { regionName } from '#crm/fields/regions.ts';
import type { Attachment, CustomValues, StoredValue } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import { zonedText } from '#crm/zoned-time.ts';

export interface WireField {
  readonly key: string;
  readonly value: string | readonly string[];
}

/** `custom_fields` of a company: every defined field in its place, also the empty ones (both list items of the document). */
export function writeCustom(who: Caller, custom: CustomValues): WireField[] {
  const shown = maskCustom(who, 'company', custom);
  const { timeZone } = who.directory.tenant;
  return (who.directory.fields.get('company')?.all ?? []).map((field) => ({
    key: field.key,
    value: valueOf(field, shown.get(field.id), timeZone),
  }));
}

function valueOf(field: Field, value: StoredValue | undefined, timeZone: string): string | string[] {
  switch (field.kind) {
    case 'select':
    case 'radio':
      return value === undefined ? '0' : String(value);
    case 'checkbox':
      if (field.settings.yesNo === true) return value === undefined ? '否' : '是';
      return listed(value).join(',');
    case 'cascade':
      return listed(value).map((id) => field.optionsById.get(BigInt(id))?.label ?? id);
    case 'city':
      return listed(value).map((code) => regionName(code) ?? code);
    case 'datetime':
      return value === undefined ? '' : zonedText(Number(value), timeZone).slice(0, 10);
    case 'attachment':
      return ((value ?? []) as readonly Attachment[]).map((file) => file.url).join(',');
    case 'datasource':
      return listed(value).join(',');
    default:
      return value === undefined ? '' : String(value);
  }
}

function listed(value: StoredValue | undefined): readonly string[] {
  return (value ?? []) as readonly string[];
}
