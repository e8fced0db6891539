import type { Field } from '#crm/access/directory.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { findChoice, findPath } from '#crm/fields/choices.ts';
import { fieldText } from '#crm/fields/field-text.ts';
import type { RowTexts } from '#crm/fields/row-texts.ts';
import type { CustomInput, FieldInput, StoredValue } from '#crm/fields/value.ts';
import { readTime } from '#crm/read-time.ts';
import type { Caller } from '#crm/store.ts';
import type { ExactJson } from '#transport/http/exact-json.ts';
import { shapeError } from './errors.ts';
import { sentMembers, textOf } from './params.ts';
import { readText } from './lenient-json.ts';

interface SentField {
  readonly key: string;
  readonly field: Field;
  /** null clears. */
  readonly text: string | null;
}

/**
 * `jsonStr`, as an object or JSON text: keys `<id>_<label>` or `<id>`, of which the number
 * decides; null and '' clear every field that is writable here. Raises SHAPE with the key for an unknown number, and for a
 * value that doesn't fit a field which may be left out.
 */
export function readCustom(
  who: Caller,
  sent: ExactJson | undefined,
): ((present: Customer | null, rows: RowTexts | undefined) => CustomInput) | undefined {
  if (sent === undefined) return undefined;
  const read = typeof sent === 'string' && sent !== '' ? readText(sent, 'jsonStr') : sent;
  if (read === null || read === '') return (present) => clearAll(who, present);
  const members = sentMembers(read);
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
  one: SentField,
  present: StoredValue | undefined,
  rows: RowTexts | undefined,
): FieldInput | undefined {
  const { key, field, text } = one;
  if (present !== undefined && text === fieldText(who.directory, field, present, rows)) return undefined;
  if (isReadOnly(field)) {
    if (text === null && present === undefined) return undefined;
    throw shapeError(key);
  }
  if (text === null) return null;
  switch (field.kind) {
    case 'select':
    case 'radio':
      return choicesOf(field, [text], present) ?? misfit(one);
    case 'checkbox':
      if (field.settings.yesNo === true) return yesOf(text) ?? misfit(one);
      return (
        choicesOf(field, split(text, COMMA), present) ??
        choicesOf(field, labelsIn(field, text, COMMA), present) ??
        misfit(one)
      );
    case 'cascade':
      return (
        pathOf(field, split(text, SLASH), present) ??
        pathOf(field, labelsIn(field, text, SLASH), present) ??
        misfit(one)
      );
    case 'city':
      return { names: split(text, SLASH) };
    case 'datetime': {
      const at = readTime(text, who.directory.tenant.timeZone);
      return at === null ? misfit(one) : { at, span: 60_000 };
    }
    default:
      return { text };
  }
}

/** A required field's is left to crm, which refuses it as one that is missing, and later: other faults of form come first. */
function misfit({ key, field, text }: SentField): FieldInput {
  if (!field.required) throw shapeError(key);
  return { text: text! };
}

const COMMA = /[,，、]/g;
const SLASH = /\//g;

/** Parts that make one of the field's labels only together are that label: `1,000元,面议` are two. The longest counts. */
function labelsIn(field: Field, text: string, at: RegExp): string[] {
  const known = new Set(field.options.map((option) => option.label));
  const mostParts = Math.max(1, ...field.options.map((option) => option.label.split(at).length));
  const ends = [...text.matchAll(at)].map((match) => match.index);
  ends.push(text.length);
  const labels: string[] = [];
  for (let next = 0, start = 0; next < ends.length; start = ends[next]! + 1, next += 1) {
    const first = next;
    for (let last = first + 1; last < Math.min(first + mostParts, ends.length); last += 1)
      if (known.has(text.slice(start, ends[last]).trim())) next = last;
    labels.push(text.slice(start, ends[next]).trim());
  }
  return labels.filter((label) => label !== '');
}

function split(text: string, at: RegExp): string[] {
  return text
    .split(at)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** This and the next two: null when the text names nothing that there is. */
function yesOf(text: string): FieldInput {
  const word = text.trim().toLowerCase();
  if (['是', 'true', '1', 'yes'].includes(word)) return { yes: true };
  if (['否', 'false', '0', 'no'].includes(word)) return { yes: false };
  return null;
}

function choicesOf(field: Field, labels: readonly string[], present: StoredValue | undefined): FieldInput {
  const kept = idsOf(present);
  const choices = labels.map((label) => ({ label }));
  return choices.some((choice) => findChoice(field.options, choice, kept) === null) ? null : { choices };
}

function pathOf(field: Field, labels: readonly string[], present: StoredValue | undefined): FieldInput {
  const choices = labels.map((label) => ({ label }));
  return findPath(field, choices, idsOf(present)) === null ? null : { choices };
}

function idsOf(present: StoredValue | undefined): ReadonlySet<string> {
  return new Set((Array.isArray(present) ? present : [present]).map(String));
}
