import type { Directory, Field, FieldRecord } from '#crm/access/directory.ts';
import { maskCustom } from '#crm/fields/apply-custom.ts';
import { regionName } from '#crm/fields/regions.ts';
import { loadRowTexts, type RowTexts } from '#crm/fields/row-texts.ts';
import type { CustomValues, StoredValue } from '#crm/fields/value.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Custom } from '../schemas/common.ts';
import { showTime } from '../time.ts';

/** Custom values of many records by field key, every enabled field there; masked as the caller's role demands. */
export async function showCustoms(
  db: Reader,
  who: Caller,
  record: FieldRecord,
  values: readonly CustomValues[],
): Promise<Custom[]> {
  const rows = await loadRowTexts(db, who.tenantId, who.directory, record, values);
  return values.map((one) => showCustom(who.directory, record, maskCustom(who, record, one), rows));
}

function showCustom(directory: Directory, record: FieldRecord, values: CustomValues, rows: RowTexts): Custom {
  const fields = directory.fields.get(record)?.all ?? [];
  return Object.fromEntries(fields.map((field) => [field.key, showValue(field, values.get(field.id), rows)]));
}

function showValue(field: Field, value: StoredValue | undefined, rows: RowTexts): unknown {
  if (field.kind === 'checkbox' && field.settings.yesNo === true) return value === 'yes';
  if (value === undefined) return null;
  switch (field.kind) {
    case 'select':
    case 'radio':
      return showChoice(field, String(value));
    case 'checkbox':
    case 'cascade':
      return (value as readonly string[]).map((id) => showChoice(field, id));
    case 'city':
      return (value as readonly string[]).map((code) => ({ code, name: regionName(code) ?? code }));
    case 'datetime':
      return showTime(Number(value));
    case 'datasource':
      return (value as readonly string[]).map((id) => ({ id, text: rows.get(BigInt(id)) ?? id }));
    default:
      return value;
  }
}

function showChoice(field: Field, id: string): { id: string; label: string } {
  return { id, label: field.optionsById.get(BigInt(id))?.label ?? id };
}
