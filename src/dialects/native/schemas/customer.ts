import { type Static, Type } from 'typebox';
import { MOST_LABELS } from '#crm/customers/labels.ts';
import { MOST_PHONES } from '#crm/customers/phones.ts';
import {
  AgentRef,
  Assignment,
  AssignmentIn,
  bodyOf,
  Custom,
  Id,
  IdIn,
  NamedRef,
  Nullable,
  OptionIn,
  OptionRef,
  Time,
  TimeIn,
} from './common.ts';

export const Customer = Type.Object({
  id: Id,
  version: Type.Integer(),
  name: Type.String(),
  pinyin: Type.String(),
  phones: Type.Array(Type.Object({ id: Id, content: Type.String(), masked: Type.Boolean() })),
  type: Nullable(OptionRef),
  source: Nullable(OptionRef),
  grade: Nullable(OptionRef),
  dealFlag: Nullable(OptionRef),
  task: Nullable(OptionRef),
  stars: Type.Integer(),
  labels: Type.Array(NamedRef),
  address: Nullable(Type.String()),
  company: Nullable(NamedRef),
  owner: Assignment,
  assignedAt: Nullable(Time),
  service: Assignment,
  inPool: Type.Boolean(),
  poolReason: Nullable(OptionRef),
  recycledAt: Nullable(Time),
  recyclesAt: Nullable(Time),
  ownerChanges: Type.Integer(),
  followUpCount: Type.Integer(),
  lastContactAt: Nullable(Time),
  lastContactBy: Nullable(AgentRef),
  lastCallSerial: Nullable(Type.String()),
  opportunityCount: Type.Integer(),
  won: Type.Boolean(),
  howMade: Type.Union([Type.Literal('hand'), Type.Literal('import'), Type.Literal('api')]),
  originalId: Nullable(Id),
  imThirdId: Nullable(Type.String()),
  custom: Custom,
  createdAt: Time,
  createdBy: Nullable(AgentRef),
  updatedAt: Time,
  updatedBy: Nullable(AgentRef),
});
export type Customer = Static<typeof Customer>;

/** What a body may write of a customer. */
const writable = {
  name: Nullable(Type.String()),
  phones: Nullable(
    Type.Array(Type.Union([Type.String(), Type.Object({ content: Type.String() })]), { maxItems: MOST_PHONES }),
  ),
  type: Nullable(OptionIn),
  source: Nullable(OptionIn),
  grade: Nullable(OptionIn),
  dealFlag: Nullable(OptionIn),
  task: Nullable(OptionIn),
  stars: Nullable(Type.Integer()),
  labels: Nullable(
    Type.Array(Type.Union([Type.String(), Type.Object({ name: Type.String() })]), { maxItems: MOST_LABELS }),
  ),
  address: Nullable(Type.String()),
  company: Nullable(
    Type.Union([Type.String(), Type.Object({ id: IdIn }), Type.Object({ name: Type.String() })], {
      description: 'a name (linked, or made), or the id of a company that is there',
    }),
  ),
  owner: Nullable(AssignmentIn),
  service: Nullable(AssignmentIn),
  assignedAt: Nullable(TimeIn),
  originalId: Nullable(IdIn),
  imThirdId: Nullable(Type.String()),
  custom: Custom,
};

export const CustomerBody = bodyOf(writable, Customer);
export type CustomerBody = Static<typeof CustomerBody>;

export const NewCustomerBody = Type.Object({
  ...CustomerBody.properties,
  fromCall: Type.Optional(
    Nullable(
      Type.String({
        maxLength: 255,
        description:
          "a call's serial: its number becomes the customer's first, and the call the customer's where it was nobody's",
      }),
    ),
  ),
});
export type NewCustomerBody = Static<typeof NewCustomerBody>;
