import type { Field, FieldRecord } from '#crm/access/directory.ts';
import type { CustomInput, FieldInput } from '#crm/fields/value.ts';
import { type ExactJson, InexactNumber, numberText } from '#transport/http/exact-json.ts';
import { keyOfField, readFieldKey, YES } from './custom-keys.ts';
import { badForm, rule } from './errors.ts';
import type { Call } from './operation.ts';
import { integerOf, membersOf, type Members, textOf } from './read-value.ts';

/** Whether the key is written like one of a custom field's values (not of its `_name`). */
export function isCustomKey(key: string): boolean {
  return readFieldKey(key)?.name === false;
}

/** The custom fields among the members. Raises 422 with the key for one that the record doesn't have. */
export function readCustom(call: Call, record: FieldRecord, members: Members): CustomInput {
  const input = new Map<bigint, FieldInput>();
  for (const [key, value] of members) {
    const parsed = readFieldKey(key);
    if (parsed === null || parsed.name) continue;
    const field = call.who.directory.fields.get(record)?.byId.get(parsed.id);
    if (field === undefined || !field.enabled || keyOfField(field) !== key) throw rule(key, '没有该字段');
    input.set(field.id, readValue(call, field, value, key));
  }
  return input;
}

const SECOND_MS = 1000;

/** A value as it is shown; null, "" and a kind's own empty value clear. Raises 422. */
function readValue(call: Call, field: Field, value: ExactJson, key: string): FieldInput {
  if (value === null || value === '') return null;
  switch (field.kind) {
    case 'number':
      return { text: value instanceof InexactNumber ? (numberText(value) ?? value.source) : textOf(value, key)! };
    case 'select':
    case 'radio': {
      const id = integerOf(value, key)!;
      return id === 0n ? null : { choices: [{ id }] };
    }
    case 'checkbox':
      if (field.settings.yesNo === true) return readYes(value, key);
      return { choices: itemsOf(value, key).map((item) => ({ id: integerOf(item, key) ?? 0n })) };
    case 'cascade':
      return { choices: itemsOf(value, key).map((item) => ({ id: integerOf(item, key) ?? 0n })) };
    case 'city':
      return { codes: itemsOf(value, key).map((item) => textOf(item, key) ?? '') };
    case 'datetime': {
      const at = integerOf(value, key)!;
      // Stored times may be finer than the seconds that callers see.
      return at === 0n ? null : { at: Number(at) * SECOND_MS, span: SECOND_MS };
    }
    case 'attachment':
      return { files: itemsOf(value, key).map((item) => readFile(call, item, key)) };
    case 'datasource':
      return { rowIds: itemsOf(value, key).map((item) => textOf(item, key) ?? '') };
    default:
      return { text: textOf(value, key)! };
  }
}

function itemsOf(value: ExactJson, key: string): readonly ExactJson[] {
  if (!Array.isArray(value)) throw badForm(key);
  return value;
}

function readYes(value: ExactJson, key: string): FieldInput {
  const items = itemsOf(value, key).map((item) => integerOf(item, key));
  if (items.length > 1 || (items.length === 1 && items[0] !== BigInt(YES))) throw rule(key, '没有该选项');
  return { yes: items.length === 1 };
}

const FILE_KEYS: ReadonlySet<string> = new Set(['name', 'url', 'size']);

function readFile(call: Call, value: ExactJson, key: string) {
  const file = membersOf(value);
  if (file === null) throw badForm(key);
  call.passOver([...file.keys()].filter((one) => !FILE_KEYS.has(one)).map((one) => `${key}.${one}`));
  const name = textOf(file.get('name') ?? null, key);
  const url = textOf(file.get('url') ?? null, key);
  if (name === null || url === null) throw badForm(key);
  return { name, url, size: Number(integerOf(file.get('size') ?? 0, key) ?? 0n) };
}
