import type { Directory, Field, FieldRecord } from '#crm/access/directory.ts';
import { fieldText } from '#crm/fields/field-text.ts';
import { loadRowTexts, type RowTexts } from '#crm/fields/row-texts.ts';
import type { Attachment, CustomValues, StoredValue } from '#crm/fields/value.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { hasName, keyOfField, YES } from './custom-keys.ts';
import { list, text } from './json.ts';

/** What stands for the asset rows that any of the records names; one statement, if any. */
export async function rowTextsOf(
  db: Reader,
  who: Caller,
  record: FieldRecord,
  records: readonly { readonly custom: CustomValues }[],
): Promise<RowTexts> {
  const values = records.map((one) => one.custom);
  return await loadRowTexts(db, who.tenantId, who.directory, record, values);
}

/** The members of a record's custom fields, set or not, in field order, each with a comma before it. */
export function customMembers(directory: Directory, record: FieldRecord, values: CustomValues, rows: RowTexts): string {
  let members = '';
  for (const field of directory.fields.get(record)?.all ?? []) {
    const value = values.get(field.id);
    const key = keyOfField(field);
    members += `,"${key}":${value === undefined ? empty(field) : shown(field, value)}`;
    if (hasName(field.kind)) members += `,"${key}_name":${text(fieldText(directory, field, value, rows))}`;
  }
  return members;
}

function empty(field: Field): string {
  switch (field.kind) {
    case 'select':
    case 'radio':
    case 'datetime':
      return '0';
    case 'checkbox':
    case 'cascade':
    case 'city':
    case 'attachment':
    case 'datasource':
      return '[]';
    default:
      return '""';
  }
}

function shown(field: Field, value: StoredValue): string {
  switch (field.kind) {
    // Option ids are digits, and numbers exact decimal text: both stand in JSON as they are.
    case 'select':
    case 'radio':
    case 'number':
      return String(value);
    case 'datetime':
      return String(Math.floor(Number(value) / 1000));
    case 'checkbox':
      return field.settings.yesNo === true ? `[${YES}]` : list(value as readonly string[]);
    case 'cascade':
      return list(value as readonly string[]);
    case 'city':
    case 'datasource':
      return JSON.stringify(value);
    case 'attachment':
      return list(
        (value as readonly Attachment[]).map(
          (file) => `{"name":${text(file.name)},"url":${text(file.url)},"size":${file.size}}`,
        ),
      );
    default:
      return text(String(value));
  }
}
