import type { ColumnInput } from '#crm/assets/check-definition.ts';
import type { TablePatch } from '#crm/assets/update-table.ts';
import type { ExactJson } from '#transport/http/exact-json.ts';
import { membersOf, readRecord, refuseUnknown, textOf } from '../body.ts';
import { badRequest, type WireKeys } from '../errors.ts';
import type { Call } from '../route.ts';

/** What crm's fields are called here. */
export const tableKeys: WireKeys = { key: 'tableName', columns: 'fields' };

const KNOWN = new Set(['tableId', 'tableName', 'title', 'fields']);
const KNOWN_OF_FIELD = new Set(['key', 'name', 'type', 'unique']);

/** The body `{"assettable":{…}}`; `tableId` is the server's to give. */
export function readTable(call: Call): TablePatch {
  const { tableName, title, fields } = readRecord(call, 'assettable', KNOWN);
  return {
    ...(tableName !== undefined && { key: (textOf(tableName, 'tableName') ?? '').trim() }),
    ...(title !== undefined && { title: textOf(title, 'title') ?? '' }),
    ...(fields !== undefined && { columns: readFields(call, fields) }),
  };
}

function readFields(call: Call, fields: ExactJson): ColumnInput[] {
  if (!Array.isArray(fields)) throw badRequest('fields', 'must be a list');
  return fields.map((field) => readField(call, field));
}

function readField(call: Call, value: ExactJson): ColumnInput {
  const field = membersOf(value);
  if (field === null) throw badRequest('fields', 'each must be an object');
  refuseUnknown(call, Object.keys(field), KNOWN_OF_FIELD);
  const { key = null, name = null, type = null, unique = null } = field;
  const named = textOf(key, 'key')?.trim() ?? '';
  if (named === '') throw badRequest('key', 'every field needs one');
  const typed = textOf(type, named)?.trim();
  if (typed !== undefined && !/^\d{1,4}$/.test(typed)) throw badRequest(named, 'type must be a number');
  if (unique !== null && typeof unique !== 'boolean') throw badRequest(named, 'unique must be true or false');
  return {
    key: named,
    name: textOf(name, named) ?? '',
    ...(typed !== undefined && { type: Number(typed) }),
    unique: unique === true,
  };
}
