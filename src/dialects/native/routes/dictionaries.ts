import { Type, type Static } from 'typebox';
import type { DictionaryName, FieldKind, FieldRecord } from '#crm/access/directory.ts';
import { createField, fieldKinds } from '#crm/fields/create-field.ts';
import type { FieldOptionInput } from '#crm/fields/option-tree.ts';
import { setRequiredField } from '#crm/fields/set-required-field.ts';
import { updateField } from '#crm/fields/update-field.ts';
import { checkDictionary, createOption } from '#crm/options/create-option.ts';
import { deleteOption } from '#crm/options/delete-option.ts';
import { reorderOptions, updateOption } from '#crm/options/update-option.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import { configure } from '../admin.ts';
import { badRequest } from '../errors.ts';
import { present } from '../read-customer.ts';
import { readId } from '../read-refs.ts';
import { type Call, route } from '../route.ts';
import { IdIn, Nullable } from '../schemas/common.ts';
import { DictionaryEntry, Field, FieldSettings } from '../schemas/directory.ts';
import { showField } from '../show/directory.ts';

const tag = 'Administration';
const access = 'settings.edit';

const OptionInput = Type.Cyclic(
  {
    Option: Type.Object({
      id: Type.Optional(IdIn),
      parentId: Type.Optional(Nullable(IdIn)),
      label: Type.String(),
      enabled: Type.Optional(Type.Boolean()),
      children: Type.Optional(Type.Array(Type.Ref('Option'))),
    }),
  },
  'Option',
);
interface OptionInput {
  readonly id?: string | number;
  readonly parentId?: string | number | null;
  readonly label: string;
  readonly enabled?: boolean;
  readonly children?: readonly OptionInput[];
}

const fieldMembers = {
  label: Type.Optional(Type.String()),
  required: Type.Optional(Type.Boolean()),
  position: Type.Optional(Type.Integer()),
  settings: Type.Optional(FieldSettings),
  options: Type.Optional(Type.Array(OptionInput, { maxItems: 10_000 })),
};

const NewFieldBody = Type.Object({
  ...fieldMembers,
  label: Type.String(),
  record: Type.Union([Type.Literal('customer'), Type.Literal('company'), Type.Literal('opportunity')]),
  kind: Type.Union(fieldKinds.map((kind) => Type.Literal(kind))),
  key: Type.Optional(Type.String()),
});

const entryMembers = {
  name: Type.Optional(Type.String()),
  code: Type.Optional(Type.String()),
  enabled: Type.Optional(Type.Boolean()),
  position: Type.Optional(Type.Integer()),
};

export const dictionaryRoutes = [
  route({
    method: 'POST',
    path: '/admin/dictionaries/:name',
    tag,
    summary: 'Add an entry to a dictionary',
    access,
    body: Type.Object({ ...entryMembers, id: Type.Optional(IdIn), name: Type.String() }),
    answer: DictionaryEntry,
    status: 201,
    run: (call) => {
      const dictionary = dictionaryOf(call);
      const { id, ...rest } = call.body;
      return configure(
        call,
        { action: 'option.create', record: 'option', detail: { dictionary, name: call.body.name } },
        (db) =>
          createOption(db, call.who.tenantId, dictionary, {
            ...rest,
            ...(id === undefined ? {} : { id: readId('id', id) }),
          }),
        (now, id) => showEntry(now, dictionary, id),
      );
    },
  }),
  route({
    method: 'PATCH',
    path: '/admin/dictionaries/:name/:optionId',
    tag,
    summary: 'Change an entry; a disabled one stays on records that have it',
    access,
    body: Type.Object(entryMembers),
    answer: DictionaryEntry,
    run: (call) => {
      const dictionary = dictionaryOf(call);
      const id = call.params.id('optionId');
      return configure(
        call,
        { action: 'option.update', record: 'option', detail: { dictionary } },
        async (db) => {
          await updateOption(db, call.who.tenantId, dictionary, id, present(call.body));
          return id;
        },
        (now) => showEntry(now, dictionary, id),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/admin/dictionaries/:name/:optionId',
    tag,
    summary: 'Delete an entry that no record has',
    access,
    run: (call) => {
      const dictionary = dictionaryOf(call);
      const id = call.params.id('optionId');
      return configure(
        call,
        { action: 'option.delete', record: 'option', detail: { dictionary } },
        async (db) => {
          await deleteOption(db, call.who.tenantId, dictionary, id);
          return id;
        },
        () => undefined,
      );
    },
  }),
  route({
    method: 'PUT',
    path: '/admin/dictionaries/:name/order',
    tag,
    summary: 'Put entries first, in this order',
    access,
    body: Type.Object({ ids: Type.Array(IdIn, { maxItems: 10_000 }) }),
    run: (call) => {
      const dictionary = dictionaryOf(call);
      const ids = call.body.ids.map((id) => readId('ids', id));
      return configure(
        call,
        { action: 'option.order', record: 'option', detail: { dictionary } },
        async (db) => {
          await reorderOptions(db, call.who.tenantId, dictionary, ids);
          return null;
        },
        () => undefined,
      );
    },
  }),
  route({
    method: 'POST',
    path: '/admin/fields',
    tag,
    summary: 'Define a custom field',
    access,
    body: NewFieldBody,
    answer: Field,
    status: 201,
    run: (call) => {
      const { record, kind, label, key, required, position, settings, options } = call.body;
      const field = {
        record,
        kind: kind as FieldKind,
        label,
        ...present({ key, required, position, settings, options: readOptions(options as OptionInput[] | undefined) }),
      };
      return configure(
        call,
        { action: 'field.create', record: 'field', detail: { record, kind, label } },
        (db) => createField(db, call.who.tenantId, field),
        (now, id) => showField(fieldOf(now, id)),
      );
    },
  }),
  route({
    method: 'PATCH',
    path: '/admin/fields/:id',
    tag,
    summary: 'Change a custom field; options that are left out are disabled',
    access,
    body: Type.Object({ ...fieldMembers, enabled: Type.Optional(Type.Boolean()) }),
    answer: Field,
    run: (call) => {
      const id = call.params.id();
      const { label, required, position, settings, enabled, options } = call.body;
      const patch = present({
        label,
        required,
        position,
        settings,
        enabled,
        options: readOptions(options as OptionInput[] | undefined),
      });
      return configure(
        call,
        { action: 'field.update', record: 'field', detail: { members: Object.keys(patch) } },
        async (db) => {
          await updateField(db, call.who.tenantId, id, patch);
          return id;
        },
        (now) => showField(fieldOf(now, id)),
      );
    },
  }),
  route({
    method: 'PUT',
    path: '/admin/required-fields/:record/:key',
    tag,
    summary: 'Say whether a system field must be given on icsoc and in the console',
    access,
    body: Type.Object({ required: Type.Boolean() }),
    run: (call) => {
      const record = call.params.text('record');
      if (record !== 'customer' && record !== 'opportunity') {
        throw badRequest('record', 'not customer or opportunity');
      }
      const key = call.params.text('key');
      return configure(
        call,
        { action: 'required_field.update', record: 'field', detail: { record, key, required: call.body.required } },
        async (db) => {
          await setRequiredField(db, call.who.tenantId, record, key, call.body.required);
          return null;
        },
        () => undefined,
      );
    },
  }),
];

function dictionaryOf({ params }: Call): DictionaryName {
  const name = params.text('name') as DictionaryName;
  checkDictionary(name);
  return name;
}

function showEntry(who: Caller, dictionary: DictionaryName, id: bigint): Static<typeof DictionaryEntry> {
  const entry = who.directory.options.get(dictionary)!.byId.get(id)!;
  return { ...entry, id: String(entry.id) };
}

function fieldOf(who: Caller, id: bigint) {
  const records: readonly FieldRecord[] = ['customer', 'company', 'opportunity'];
  return records.map((record) => who.directory.fields.get(record)?.byId.get(id)).find((field) => field !== undefined)!;
}

function readOptions(options: readonly OptionInput[] | undefined): FieldOptionInput[] | undefined {
  return options && readNested(nest(options));
}

function readNested(options: readonly OptionInput[]): FieldOptionInput[] {
  return options.map(({ id, label, enabled, children }) => ({
    label,
    ...present({
      id: id === undefined ? undefined : readId('options', id),
      enabled,
      children: children && readNested(children),
    }),
  }));
}

/** Options come nested, or in one list under `parentId`, as they are shown. Raises `invalid` for a parent that isn't there. */
function nest(options: readonly OptionInput[]): readonly OptionInput[] {
  const below = Map.groupBy(options, ({ parentId }) =>
    parentId === undefined || parentId === null ? '' : String(parentId),
  );
  if (below.size === (below.has('') ? 1 : 0)) return options;
  let placed = 0;
  const under = (parentId: string): OptionInput[] =>
    (below.get(parentId) ?? []).map((one) => {
      placed += 1;
      if (one.id === undefined) return one;
      return { ...one, children: [...(one.children ?? []), ...under(String(one.id))] };
    });
  const roots = under('');
  if (placed < options.length)
    throw new CrmError('invalid', { field: 'options', reason: 'a parent is not among them' });
  return roots;
}
