import type { Field } from '#crm/access/directory.ts';
import type { Attachment, ChoiceRef, CustomInput, CustomValues, FieldInput } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import type { ExactJson } from '#transport/http/exact-json.ts';
import { membersOf, parseId, refuseUnknown, textOf } from '../body.ts';
import { readDay, spanOf } from '../days.ts';
import { badRequest } from '../errors.ts';
import type { Call } from '../route.ts';
import { writeCustom } from './write-custom.ts';

/** What a write says of custom fields, once the values are known that the company has; null of a new one. */
export type ReadCustom = (present: CustomValues | null) => CustomInput;

interface SentField {
  readonly field: Field;
  readonly value: ExactJson;
  readonly input: FieldInput | ((present: CustomValues) => FieldInput);
}

const KNOWN = new Set(['key', 'value']);
const KNOWN_OF_FILE = new Set(['name', 'url', 'size']);

/**
 * `custom_fields` `[{key, value}]`: the fields that are named change, `""` and `[]` clear one. Raises 400 with the key of a
 * field that doesn't exist or whose value is of another form; what the field's kind allows is crm's to say. A value that is
 * shown as it was sent changes nothing, whatever became of the field's rules.
 */
export function readCustom(call: Call, sent: ExactJson): ReadCustom {
  const { who } = call;
  if (sent === null || sent === '') return () => new Map();
  if (!Array.isArray(sent)) throw badRequest('custom_fields', 'must be an array of {key, value}');
  const fields = new Map<bigint, SentField>();
  for (const entry of sent) {
    const members = membersOf(entry);
    const key = members?.['key'];
    if (members === null || typeof key !== 'string' || key === '') {
      throw badRequest('custom_fields', 'must be an array of {key, value}');
    }
    refuseUnknown(call, Object.keys(members), KNOWN);
    const field = who.directory.fields.get('company')?.byKey.get(key);
    if (field?.enabled !== true) throw badRequest(key, 'no such field');
    if (fields.has(field.id)) throw badRequest(key, 'given more than once');
    const value = members['value'];
    if (value === undefined) throw badRequest(key, 'has no value');
    fields.set(field.id, { field, value, input: readValue(call, field, value) });
  }
  return (present) => inputOf(who, [...fields.values()], present);
}

function inputOf(who: Caller, fields: readonly SentField[], present: CustomValues | null): CustomInput {
  const shown = new Map((present === null ? [] : writeCustom(who, present)).map(({ key, value }) => [key, value]));
  return new Map(
    fields
      .filter(({ field, value }) => !isSame(value, shown.get(field.key)))
      .map(({ field, input }) => [field.id, typeof input === 'function' ? input(present ?? NO_VALUES) : input]),
  );
}

const NO_VALUES: CustomValues = new Map();

function isSame(sent: ExactJson, shown: string | readonly string[] | undefined): boolean {
  if (!Array.isArray(sent) || typeof shown !== 'object') return sent === shown;
  return sent.length === shown.length && sent.every((entry, index) => entry === shown[index]);
}

type ValueReader = (field: Field, value: ExactJson, call: Call) => SentField['input'];

function readValue(call: Call, field: Field, value: ExactJson): SentField['input'] {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return null;
  return readers[field.kind](field, value, call);
}

const text: ValueReader = (field, value) => ({ text: textOf(value, field.key) ?? '' });

const readers: Record<Field['kind'], ValueReader> = {
  input: text,
  textarea: text,
  number: text,
  telephone: text,
  email: text,
  select: single,
  radio: single,
  checkbox: (field, value) =>
    field.settings.yesNo === true
      ? { yes: yesOrNo(field, value) }
      : { choices: entriesOf(field, value).map(idOrLabel) },
  cascade: (field, value) => ({
    // The document's create example sends a plain string, a path of one label, and its object example an option's id.
    choices: (Array.isArray(value) ? value : [value]).map((one) => labelOrId(textOf(one, field.key) ?? '')),
  }),
  city: (field, value) => ({ names: entriesOf(field, value) }),
  datetime: (field, value, call) => {
    const day = readDay(textOf(value, field.key)!, call.who.directory.tenant.timeZone);
    if (day === 'none') return null;
    if (day === null) throw badRequest(field.key, 'not a date YYYY-MM-DD');
    return { at: day.from, span: spanOf(day) };
  },
  attachment: (field, value, call) => {
    const files = filesOf(call, field, value);
    return (present) => ({
      files: files.map((file) => (typeof file === 'string' ? fileAt(file, present.get(field.id)) : file)),
    });
  },
  datasource: (field, value) => ({ rowIds: entriesOf(field, value) }),
};

/** An option by id or label (the document answers ids and sends labels); `"0"`, as an empty one is shown, clears. */
function single(field: Field, value: ExactJson): FieldInput {
  const sent = textOf(value, field.key)!;
  return sent.trim() === '0' ? null : { choices: [idOrLabel(sent)] };
}

function idOrLabel(sent: string): ChoiceRef {
  const id = parseId(sent);
  return id === null ? { label: sent } : { id, label: sent };
}

/** A cascade is shown in labels, so what reads as one is one. */
function labelOrId(sent: string): ChoiceRef {
  return { ...idOrLabel(sent), labelFirst: true };
}

function yesOrNo(field: Field, value: ExactJson): boolean {
  const sent = typeof value === 'boolean' ? value : textOf(value, field.key)!.trim();
  if (sent === true || sent === '是' || sent === '1') return true;
  if (sent === false || sent === '否' || sent === '0') return false;
  throw badRequest(field.key, 'must be 是 or 否');
}

/** Entries of an array, or of a text parted by commas. */
function entriesOf(field: Field, value: ExactJson): string[] {
  if (Array.isArray(value)) return value.map((entry) => textOf(entry, field.key) ?? '');
  return textOf(value, field.key)!
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Files whole, or their addresses, as they are shown. */
function filesOf(call: Call, field: Field, value: ExactJson): (string | Attachment)[] {
  if (!Array.isArray(value)) return entriesOf(field, value);
  return value.map((entry) => {
    const file = membersOf(entry);
    if (file === null) return textOf(entry, field.key) ?? '';
    const { name, url, size } = file;
    if (typeof name !== 'string' || typeof url !== 'string' || typeof size !== 'number') {
      throw badRequest(field.key, 'a file is {name, url, size}');
    }
    refuseUnknown(call, Object.keys(file), KNOWN_OF_FILE);
    return { name, url, size };
  });
}

function fileAt(url: string, present: unknown): Attachment {
  const files = (present ?? []) as readonly Attachment[];
  return files.find((file) => file.url === url) ?? { name: url.split('/').at(-1) || url, url, size: 0 };
}
