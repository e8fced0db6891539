import type { Field } from '#crm/access/directory.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { findChoice, findPath } from '#crm/fields/choices.ts';
import { fieldText } from '#crm/fields/field-text.ts';
import type { RowTexts } from '#crm/fields/row-texts.ts';
import type { ChoiceRef, CustomInput, FieldInput, StoredValue } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import type { ExactJson } from '#transport/http/exact-json.ts';
import { shapeError } from './errors.ts';
import { membersOf, textOf } from './params.ts';
import { readText } from './lenient-json.ts';
import { readTime } from './read-time.ts';

interface SentField {
  readonly key: string;
  readonly field: Field;
  /** null clears. */
  readonly text: string | null;
}

/**
 * `jsonStr`, as an object or JSON text (contract/ttf.md, Reading): keys `<id>_<label>` or `<id>`, of which the number
 * decides; null and '' clear every field that is writable here. Raises SHAPE with the key for an unknown number or option.
 */
export function readCustom(
  who: Caller,
  sent: ExactJson | undefined,
): ((present: Customer | null, rows: RowTexts | undefined) => CustomInput) | undefined {
  if (sent === undefined) return undefined;
  if (sent === null || sent === '') return (present) => clearAll(who, present);
  const members = membersOf(typeof sent === 'string' ? readText(sent, 'jsonStr') : sent);
  if (members === null) throw shapeError('jsonStr');
  const fields = Object.entries(members).map(([key, value]) => sentField(who, key, value));
  return (present, rows) => {
    const input = new Map<bigint, FieldInput>();
    for (const one of fields) {
      const value = inputOf(who, one, present?.custom.get(one.field.id), rows);
      if (value !== undefined) input.set(one.field.id, value);
    }
    return input;
  };
}

function clearAll(who: Caller, present: Customer | null): CustomInput {
  const fields = who.directory.fields.get('customer')?.all ?? [];
  const written = fields.filter((field) => present?.custom.has(field.id) === true && !isReadOnly(field));
  return new Map(written.map((field) => [field.id, null]));
}

function isReadOnly(field: Field): boolean {
  return field.kind === 'attachment' || field.kind === 'datasource';
}

function sentField(who: Caller, key: string, value: ExactJson): SentField {
  const number = /^\s*(\d{1,19})(_|\s*$)/.exec(key)?.[1];
  const field = number === undefined ? undefined : who.directory.fields.get('customer')?.byId.get(BigInt(number));
  if (field === undefined || !field.enabled) throw shapeError(key.trim());
  const list = Array.isArray(value) ? value.map((part) => textOf(part, key) ?? '').join(',') : value;
  return { key: key.trim(), field, text: typeof list === 'boolean' ? String(list) : textOf(list, key.trim()) };
}

/** undefined = the field stays, as the text is what is shown for its present value. Raises SHAPE for one that is read-only here. */
function inputOf(
  who: Caller,
  { key, field, text }: SentField,
  present: StoredValue | undefined,
  rows: RowTexts | undefined,
): FieldInput | undefined {
  if (present !== undefined && text === fieldText(who.directory, field, present, rows)) return undefined;
  if (isReadOnly(field)) {
    if (text === null && present === undefined) return undefined;
    throw shapeError(key);
  }
  if (text === null) return null;
  switch (field.kind) {
    case 'select':
    case 'radio':
      return { choices: choicesOf(key, field, [text], present) };
    case 'checkbox':
      if (field.settings.yesNo === true) return { yes: yesOf(key, text) };
      return { choices: choicesOf(key, field, split(text, /[,，、]/), present) };
    case 'cascade':
      return { choices: pathOf(key, field, split(text, /\//), present) };
    case 'city':
      return { names: split(text, /\//) };
    case 'datetime':
      return { at: readTime(text, who.directory.tenant.timeZone, key), span: 60_000 };
    default:
      return { text };
  }
}

function split(text: string, at: RegExp): string[] {
  return text
    .split(at)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function yesOf(key: string, text: string): boolean {
  const word = text.trim().toLowerCase();
  if (['是', 'true', '1', 'yes'].includes(word)) return true;
  if (['否', 'false', '0', 'no'].includes(word)) return false;
  throw shapeError(key);
}

function choicesOf(
  key: string,
  field: Field,
  labels: readonly string[],
  present: StoredValue | undefined,
): ChoiceRef[] {
  const kept = idsOf(present);
  return labels.map((label) => {
    if (findChoice(field.options, { label }, kept) === null) throw shapeError(key);
    return { label };
  });
}

function pathOf(key: string, field: Field, labels: readonly string[], present: StoredValue | undefined): ChoiceRef[] {
  const path = labels.map((label) => ({ label }));
  if (findPath(field, path, idsOf(present)) === null) throw shapeError(key);
  return path;
}

function idsOf(present: StoredValue | undefined): ReadonlySet<string> {
  return new Set((Array.isArray(present) ? present : [present]).map(String));
}
