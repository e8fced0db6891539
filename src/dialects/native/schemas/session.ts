import { type Static, Type } from 'typebox';
import { Id, NamedRef, Nullable, Time } from './common.ts';

export const Tenant = Type.Object({ id: Id, code: Type.String(), name: Type.String(), timeZone: Type.String() });

export const Scope = Type.Union([
  Type.Literal('own'),
  Type.Literal('department'),
  Type.Literal('tree'),
  Type.Literal('all'),
]);

export const Session = Type.Object({
  agent: Type.Object({
    id: Id,
    loginNo: Type.String(),
    name: Type.String(),
    departments: Type.Array(NamedRef),
    department: NamedRef,
    role: NamedRef,
  }),
  tenant: Tenant,
  scope: Scope,
  isAdmin: Type.Boolean(),
  permissions: Type.Array(Type.String()),
  seeingAs: Type.Boolean(),
  expiresAt: Nullable(Time),
  language: Nullable(Type.String()),
});
export type Session = Static<typeof Session>;

const Password = Type.String({ maxLength: 1024 });
export const Language = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35 });

export const SetupBody = Type.Object({
  token: Type.String({ maxLength: 200 }),
  tenant: Type.Object({ code: Type.String(), name: Type.String(), timeZone: Type.Optional(Type.String()) }),
  admin: Type.Object({ loginNo: Type.String(), name: Type.String(), password: Password }),
  language: Type.Optional(Language),
});

export const SignInBody = Type.Object({
  login: Type.String({ maxLength: 400 }),
  password: Password,
  language: Type.Optional(Language),
});

export const PasswordBody = Type.Object({ current: Password, new: Password });

export const OpenSession = Type.Object({
  id: Type.String(),
  current: Type.Boolean(),
  createdAt: Time,
  expiresAt: Time,
  userAgent: Type.String(),
  address: Type.String(),
});
