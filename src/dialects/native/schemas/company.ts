import { type Static, Type } from 'typebox';
import { AgentIn, AgentRef, bodyOf, Custom, Day, Id, NamedIn, NamedRef, Nullable, pageQuery, Time } from './common.ts';

/** A company's labels are kept as one text of 64 KiB. */
const MOST_LABELS = 32_768;

export const CompanyGroup = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.Union([Type.Literal('company'), Type.Literal('contact')]),
});

export const Company = Type.Object({
  id: Id,
  version: Type.Integer(),
  name: Type.String(),
  province: Type.String(),
  city: Type.String(),
  address: Type.String(),
  website: Type.String(),
  remark: Type.String(),
  serviceStart: Nullable(Day),
  serviceEnd: Nullable(Day),
  serviceFee: Type.String(),
  serviceAccount: Type.String(),
  servicePassword: Type.String({ description: 'a mask, or empty for none' }),
  labels: Type.Array(Type.String()),
  group: Nullable(CompanyGroup),
  serviceDepartments: Type.Array(NamedRef),
  owner: Nullable(AgentRef),
  customerCount: Type.Integer(),
  custom: Custom,
  createdAt: Time,
  createdBy: Nullable(AgentRef),
  updatedAt: Time,
  updatedBy: Nullable(AgentRef),
  deletedAt: Nullable(Time),
});
export type Company = Static<typeof Company>;

const Text = Nullable(Type.String());

export const CompanyBody = bodyOf(
  {
    name: Text,
    province: Text,
    city: Text,
    address: Text,
    website: Text,
    remark: Text,
    serviceStart: Text,
    serviceEnd: Text,
    serviceFee: Nullable(Type.Union([Type.String(), Type.Number()])),
    serviceAccount: Text,
    servicePassword: Text,
    labels: Nullable(Type.Array(Type.String(), { maxItems: MOST_LABELS })),
    group: Nullable(NamedIn),
    serviceDepartments: Nullable(Type.Array(NamedIn, { maxItems: 1000 })),
    owner: Nullable(AgentIn),
    custom: Custom,
  },
  Company,
);
export type CompanyBody = Static<typeof CompanyBody>;

export const CompanyListQuery = Type.Object({
  ...pageQuery,
  q: Type.Optional(Type.String({ maxLength: 255, description: 'part of the name' })),
  deleted: Type.Optional(Type.Boolean({ description: 'with the deleted ones' })),
  sort: Type.Optional(
    Type.Union([
      Type.Literal('-createdAt'),
      Type.Literal('createdAt'),
      Type.Literal('-updatedAt'),
      Type.Literal('updatedAt'),
      Type.Literal('id'),
    ]),
  ),
});
export type CompanyListQuery = Static<typeof CompanyListQuery>;
