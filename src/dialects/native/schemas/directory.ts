import { type Static, Type } from 'typebox';
import { AgentRef, Id, Nullable } from './common.ts';
import { Scope, Tenant } from './session.ts';

export const FieldOption = Type.Object({
  id: Id,
  parentId: Nullable(Id),
  label: Type.String(),
  position: Type.Integer(),
  enabled: Type.Boolean(),
});

export const FieldSettings = Type.Object({
  integer: Type.Optional(Type.Boolean()),
  yesNo: Type.Optional(Type.Boolean()),
  defaultOptionId: Type.Optional(Id),
  tableId: Type.Optional(Id),
  displayColumn: Type.Optional(Type.String()),
  extension: Type.Optional(Type.String()),
});

export const Field = Type.Object({
  id: Id,
  record: Type.String(),
  key: Type.String(),
  label: Type.String(),
  kind: Type.String(),
  required: Type.Boolean(),
  enabled: Type.Boolean(),
  position: Type.Integer(),
  settings: FieldSettings,
  options: Type.Array(FieldOption),
  names: Type.Object({ ttf: Type.String(), bangwo8: Type.String(), icsoc: Type.String() }),
});
export type Field = Static<typeof Field>;

export const DictionaryEntry = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  enabled: Type.Boolean(),
  position: Type.Integer(),
});

export const Role = Type.Object({
  id: Id,
  name: Type.String(),
  scope: Scope,
  isAdmin: Type.Boolean(),
  permissions: Type.Array(Type.String()),
});

export const DirectoryAgent = Type.Object({
  ...AgentRef.properties,
  roleId: Id,
  departmentId: Id,
  departmentIds: Type.Array(Id),
  state: Type.Union([Type.Literal('active'), Type.Literal('disabled')]),
});

export const Department = Type.Object({ id: Id, parentId: Nullable(Id), name: Type.String() });

export const Directory = Type.Object({
  version: Type.Integer(),
  tenant: Tenant,
  departments: Type.Array(Department),
  roles: Type.Array(Role),
  agents: Type.Array(DirectoryAgent),
  dictionaries: Type.Record(Type.String(), Type.Array(DictionaryEntry)),
  stages: Type.Object({ won: Nullable(Id), lost: Nullable(Id) }),
  fields: Type.Object({
    customer: Type.Array(Field),
    company: Type.Array(Field),
    opportunity: Type.Array(Field),
  }),
  requiredFields: Type.Record(Type.String(), Type.Boolean()),
  pool: Type.Object({
    quotaPerDay: Type.Integer(),
    recycleAfterDays: Type.Integer(),
    mayClaim: Type.Boolean(),
  }),
});
export type Directory = Static<typeof Directory>;
