import type { FieldOptionInput } from '#crm/fields/option-tree.ts';
import type { ExactJson } from '#transport/http/exact-json.ts';
import { membersOf, parseId, readRecord, refuseUnknown, textOf } from '../body.ts';
import { badRequest, type WireKeys } from '../errors.ts';
import type { Call } from '../route.ts';

/** What a body says of a company field. */
export interface SentField {
  readonly name: string | undefined;
  readonly key: string | undefined;
  readonly type: string | undefined;
  readonly options: FieldOptionInput[] | undefined;
  /** Of type 20 [ours]: the asset table whose rows it names. */
  readonly tableId: string | undefined;
}

export const fieldKeys: WireKeys = {
  label: 'name',
  kind: 'type',
  options: 'custom_field_options',
  'settings.tableId': 'tableId',
};

const KNOWN = new Set(['id', 'url', 'system', 'name', 'key', 'type', 'custom_field_options', 'tableId']);
const KNOWN_OF_OPTION = new Set(['key', 'value', 'children']);
const DEEPEST = 10;

/** `{"company_field":{…}}`. Raises 400 that names the key for a value of another form. */
export function readField(call: Call): SentField {
  const sent = readRecord(call, 'company_field', KNOWN);
  const text = (key: string) => (Object.hasOwn(sent, key) ? (textOf(sent[key]!, key)?.trim() ?? '') : undefined);
  const options = sent['custom_field_options'];
  return {
    name: text('name'),
    key: text('key') || undefined,
    type: text('type'),
    tableId: text('tableId') || undefined,
    options: options === undefined || options === null ? undefined : readOptions(call, options, 1),
  };
}

/** `key` names an option that is there already; new ones get theirs from the server. */
function readOptions(call: Call, sent: ExactJson, depth: number): FieldOptionInput[] {
  if (!Array.isArray(sent) || depth > DEEPEST) {
    throw badRequest('custom_field_options', `must be an array of {value}, nested ${DEEPEST} deep at most`);
  }
  return sent.map((entry) => {
    const members = membersOf(entry);
    const value = members?.['value'];
    if (members === null || value === undefined) {
      throw badRequest('custom_field_options', 'must be an array of {value}');
    }
    refuseUnknown(call, Object.keys(members), KNOWN_OF_OPTION);
    const { key, children } = members;
    return {
      ...(key === undefined || key === null || key === '' ? {} : { id: optionId(key) }),
      label: textOf(value, 'custom_field_options') ?? '',
      ...(children === undefined || children === null ? {} : { children: readOptions(call, children, depth + 1) }),
    };
  });
}

function optionId(key: ExactJson): bigint {
  const id = parseId(textOf(key, 'custom_field_options') ?? '');
  if (id === null) throw badRequest('custom_field_options', 'a key is not the id of an option');
  return id;
}
