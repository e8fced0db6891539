import { loadDirectory } from '#crm/access/load-directory.ts';
import type { Directory, Field } from '#crm/access/directory.ts';
import { createField } from '#crm/fields/create-field.ts';
import type { FieldOptionInput } from '#crm/fields/option-tree.ts';
import { updateField } from '#crm/fields/update-field.ts';
import type { Writer } from '#crm/store.ts';
import { stringifyExact } from '#transport/http/exact-json.ts';
import { parseId } from '../body.ts';
import { companyMembers } from '../companies/read-company.ts';
import { badRequest, notFound, taken } from '../errors.ts';
import { type Call, ok, type Route } from '../route.ts';
import { kindOfType, typeOf } from './field-types.ts';
import { fieldKeys, readField, type SentField } from './read-field.ts';
import { systemFields } from './system-fields.ts';
import { fieldUrl, writeField, writeSystemField } from './write-field.ts';

const PATH = '/companies/company_fields';

/** `company_fields`: read (the vendor's) and written (ours), by administrators. */
export const companyFieldRoutes: readonly Route[] = [
  { method: 'GET', path: PATH, admin: true, run: list },
  { method: 'GET', path: `${PATH}/:id`, admin: true, run: show },
  { method: 'POST', path: PATH, admin: true, wireKeys: fieldKeys, run: create },
  { method: 'PUT', path: `${PATH}/:id`, admin: true, wireKeys: fieldKeys, run: update },
  { method: 'DELETE', path: `${PATH}/:id`, admin: true, run: remove },
];

/** System fields first. */
async function list({ who, links }: Call) {
  const company_fields = [
    ...systemFields.map((field) => writeSystemField(links, field)),
    ...(who.directory.fields.get('company')?.all ?? []).map((field) => writeField(links, field)),
  ];
  return ok(stringifyExact({ company_fields }));
}

async function show(call: Call) {
  const id = parseId(call.part('id'));
  const field = id === null ? undefined : findField(call.who.directory, id);
  if (field !== undefined) return ok(fieldJson(call, field));
  const system = systemFields.find((one) => BigInt(one.id) === id);
  if (system === undefined) throw notFound('company field');
  return ok(stringifyExact({ company_field: writeSystemField(call.links, system) }));
}

async function create(call: Call) {
  const sent = readField(call);
  if (sent.type === undefined) throw badRequest('type', 'must be given');
  const typed = kindOfType(sent.type);
  if (typed === null) throw badRequest('type', 'not a type of company fields');
  if (sent.key !== undefined && companyMembers.has(sent.key)) throw taken('key', sent.key);
  const { tableId } = sent;
  return await call.write(async (db) => {
    const id = await createField(db, call.who.tenantId, {
      record: 'company',
      kind: typed.kind,
      label: sent.name ?? '',
      ...(sent.key === undefined ? {} : { key: sent.key }),
      settings: { ...typed.settings, ...(tableId === undefined ? {} : { tableId }) },
      options: withoutIds(sent.options ?? []),
    });
    return ok(fieldJson(call, await writtenField(db, call, id)), { location: fieldUrl(call.links, id) });
  });
}

/** The server makes the keys of a new field's options. */
function withoutIds(options: readonly FieldOptionInput[]): FieldOptionInput[] {
  return options.map(({ label, children }) => ({ label, ...(children && { children: withoutIds(children) }) }));
}

async function update(call: Call) {
  const present = requireField(call);
  const sent = readField(call);
  refuseOther(present, sent);
  return await call.write(async (db) => {
    await updateField(db, call.who.tenantId, present.id, {
      ...(sent.name === undefined ? {} : { label: sent.name }),
      ...(sent.options === undefined || !hasOptions(present, sent.options) ? {} : { options: sent.options }),
    });
    return ok(fieldJson(call, await writtenField(db, call, present.id)));
  });
}

/** A field of another kind is shown with an empty list, which comes back. */
function hasOptions(field: Field, sent: readonly FieldOptionInput[]): boolean {
  return sent.length > 0 || field.options.length > 0;
}

/** Key and type are what answers and values are bound to: they come back as they are, or not at all. */
function refuseOther(present: Field, sent: SentField): void {
  if (sent.key !== undefined && sent.key !== present.key) throw badRequest('key', 'can not be changed');
  if (sent.type !== undefined && sent.type !== typeOf(present)) throw badRequest('type', 'can not be changed');
  if (sent.tableId !== undefined && sent.tableId !== present.settings.tableId) {
    throw badRequest('tableId', 'can not be changed');
  }
}

/** The field leaves answers; values under it are kept, and come back when an administrator enables it again. */
async function remove(call: Call) {
  const present = requireField(call);
  return await call.write(async (db) => {
    await updateField(db, call.who.tenantId, present.id, { enabled: false });
    return ok(fieldJson(call, present));
  });
}

function requireField(call: Call): Field {
  const id = parseId(call.part('id'));
  const field = id === null ? undefined : findField(call.who.directory, id);
  if (field !== undefined) return field;
  if (systemFields.some((one) => BigInt(one.id) === id)) throw badRequest('id', 'a system field can not be changed');
  throw notFound('company field');
}

function findField(directory: Directory, id: bigint): Field | undefined {
  const field = directory.fields.get('company')?.byId.get(id);
  return field?.enabled === true ? field : undefined;
}

/** As it stands in the transaction: what is cached is of before. */
async function writtenField(db: Writer, { who }: Call, id: bigint): Promise<Field> {
  const directory = await loadDirectory(db, who.tenantId, who.directory.version);
  return directory!.fields.get('company')!.byId.get(id)!;
}

function fieldJson({ links }: Call, field: Field): string {
  return stringifyExact({ company_field: writeField(links, field) });
}
