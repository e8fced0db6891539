import type { Directory, DictionaryName, Field, FieldRecord } from '#crm/access/directory.ts';
import { optionName } from '#crm/options/resolve-option.ts';
import type { Attachment, CustomValues, StoredValue } from '#crm/fields/value.ts';
import { utcIso } from '#crm/zoned-time.ts';
import { fieldText } from '#crm/fields/field-text.ts';
import type { ExportCell } from './record-export.ts';

export function idCell(id: bigint | null): ExportCell {
  return id === null ? null : String(id);
}

/** ISO 8601 in UTC. */
export function timeCell(at: number | null): ExportCell {
  return at === null ? null : utcIso(at);
}

export function optionCell(directory: Directory, dictionary: DictionaryName, id: bigint | null): ExportCell {
  return optionName(directory, dictionary, id) || null;
}

/** An agent's login number. */
export function agentCell(directory: Directory, id: bigint | null): ExportCell {
  return id === null ? null : (directory.agents.get(id)?.loginNo ?? null);
}

export function textCell(text: string | null): ExportCell {
  return text === '' ? null : text;
}

/** The columns of a record's custom fields. */
export function customColumns(directory: Directory, record: FieldRecord): string[] {
  return (directory.fields.get(record)?.all ?? []).map(({ key }) => `field:${key}`);
}

/** The custom values in the order of customColumns. */
export function customCells(directory: Directory, record: FieldRecord, values: CustomValues): ExportCell[] {
  return (directory.fields.get(record)?.all ?? []).map((field) => customCell(directory, field, values.get(field.id)));
}

function customCell(directory: Directory, field: Field, value: StoredValue | undefined): ExportCell {
  if (value === undefined) return null;
  switch (field.kind) {
    case 'checkbox':
      if (field.settings.yesNo === true) return fieldText(directory, field, value);
      return labelsOf(field, value);
    case 'cascade':
      return labelsOf(field, value).join('/');
    case 'city':
      return (value as readonly string[]).join('/');
    case 'datetime':
      return timeCell(Number(value));
    case 'attachment':
      return (value as readonly Attachment[]).map(({ name, url, size }) => ({ name, url, size }));
    case 'datasource':
      return value as readonly string[];
    default:
      return fieldText(directory, field, value);
  }
}

function labelsOf(field: Field, value: StoredValue): string[] {
  return (value as readonly string[]).map((id) => field.optionsById.get(BigInt(id))?.label ?? id);
}
