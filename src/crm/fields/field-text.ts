import type { Directory, Field } from '#crm/access/directory.ts';
import { regionName } from './regions.ts';
import type { RowTexts } from './row-texts.ts';
import type { Attachment, StoredValue } from './value.ts';
import { zonedMinuteText } from '#crm/zoned-time.ts';

/**
 * A stored value in the words that people see (as TTF has it): labels, lists joined by
 * `,`, paths by `/`, times as `YYYY-MM-DD HH:mm` in the tenant's zone, files by url, asset rows by their display text where
 * `rows` holds it, else by id. '' for no value.
 */
export function fieldText(
  directory: Directory,
  field: Field,
  value: StoredValue | null | undefined,
  rows?: RowTexts,
): string {
  if (value === null || value === undefined) return '';
  switch (field.kind) {
    case 'select':
    case 'radio':
      return optionLabel(field, String(value));
    case 'checkbox':
      return field.settings.yesNo === true ? '是' : listed(value, (id) => optionLabel(field, id)).join(',');
    case 'cascade':
      return listed(value, (id) => optionLabel(field, id)).join('/');
    case 'city':
      return listed(value, (code) => regionName(code) ?? code).join('/');
    case 'datetime':
      return zonedMinuteText(Number(value), directory.tenant.timeZone);
    case 'attachment':
      return (value as readonly Attachment[]).map((file) => file.url).join(',');
    case 'datasource':
      return listed(value, (id) => rows?.get(BigInt(id)) ?? id).join(',');
    default:
      return String(value);
  }
}

/** The label of an option by its id in digits; the digits themselves for one that is gone. */
function optionLabel(field: Field, id: string): string {
  return field.optionsById.get(BigInt(id))?.label ?? id;
}

function listed(value: StoredValue, text: (entry: string) => string): string[] {
  return (value as readonly string[]).map(text);
}
