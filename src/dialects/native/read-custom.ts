import type { Field, FieldRecord } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import { fault } from '#crm/fields/store-field-value.ts';
import type { Attachment, ChoiceRef, CustomInput, CustomValues, FieldInput } from '#crm/fields/value.ts';
import type { Caller } from '#crm/store.ts';
import { readTime } from './time.ts';

/** Custom values of a body, by field key. Raises `unknown_field`, and `field_invalid` for a value of another form. */
export function readCustom(
  who: Caller,
  record: FieldRecord,
  given: Readonly<Record<string, unknown>> | undefined,
): CustomInput | undefined {
  if (given === undefined) return undefined;
  const fields = who.directory.fields.get(record);
  const input = new Map<bigint, FieldInput>();
  for (const [key, value] of Object.entries(given)) {
    const field = fields?.byKey.get(key);
    if (field === undefined) throw new CrmError('unknown_field', { key });
    input.set(field.id, value === null || value === '' ? null : readValue(field, value));
  }
  return input;
}

/** A patch without the empty fields that were sent back as they are shown, though they may be required meanwhile. */
export function withoutEmptyEchoes<T extends { readonly custom?: CustomInput }>(
  patch: T,
  present: { readonly custom: CustomValues },
): T {
  if (patch.custom === undefined) return patch;
  const custom = [...patch.custom].filter(([id, value]) => value !== null || present.custom.has(id));
  return { ...patch, custom: new Map(custom) };
}

function readValue(field: Field, value: unknown): FieldInput {
  const wrong = () => fault(field, 'wrong kind of value');
  switch (field.kind) {
    case 'select':
    case 'radio':
      return { choices: [readChoice(value, wrong)] };
    case 'checkbox':
      if (field.settings.yesNo === true) {
        if (typeof value !== 'boolean') throw wrong();
        return { yes: value };
      }
      return { choices: listOf(value, wrong).map((one) => readChoice(one, wrong)) };
    case 'cascade':
      return { choices: listOf(value, wrong).map((one) => readChoice(one, wrong)) };
    case 'city':
      return readCity(listOf(value, wrong), wrong);
    case 'datetime':
      if (typeof value !== 'string') throw wrong();
      return { at: readTime(`custom.${field.key}`, value) };
    case 'attachment':
      return { files: listOf(value, wrong).map((one) => readFile(one, wrong)) };
    case 'datasource':
      return { rowIds: listOf(value, wrong).map((one) => textOf(memberOf(one, 'id') ?? one, wrong)) };
    case 'number':
      return { text: textOf(value, wrong) };
    default:
      if (typeof value !== 'string') throw wrong();
      return { text: value };
  }
}

type Wrong = () => CrmError;

function listOf(value: unknown, wrong: Wrong): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong();
  return value;
}

function readChoice(value: unknown, wrong: Wrong): ChoiceRef {
  const id = memberOf(value, 'id') ?? (typeof value === 'object' ? undefined : value);
  if (id !== undefined) {
    const text = textOf(id, wrong);
    if (!/^[1-9]\d{0,18}$/.test(text)) throw wrong();
    return { id: BigInt(text) };
  }
  return { label: textOf(memberOf(value, 'label'), wrong) };
}

function readCity(list: readonly unknown[], wrong: Wrong): FieldInput {
  const codes = list.map((one) => memberOf(one, 'code') ?? (typeof one === 'object' ? undefined : one));
  if (codes.every((code) => code !== undefined)) return { codes: codes.map((code) => textOf(code, wrong)) };
  return { names: list.map((one) => textOf(memberOf(one, 'name'), wrong)) };
}

function readFile(value: unknown, wrong: Wrong): Attachment {
  const size = memberOf(value, 'size');
  if (typeof size !== 'number') throw wrong();
  return { name: textOf(memberOf(value, 'name'), wrong), url: textOf(memberOf(value, 'url'), wrong), size };
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function textOf(value: unknown, wrong: Wrong): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw wrong();
  return value;
}
