import { type Static, Type } from 'typebox';
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
  pageQuery,
  Time,
  TimeIn,
} from './common.ts';

export const Opportunity = Type.Object({
  id: Id,
  version: Type.Integer(),
  name: Type.String(),
  customer: NamedRef,
  type: Nullable(OptionRef),
  source: Nullable(OptionRef),
  stage: Nullable(OptionRef),
  state: Type.Union([Type.Literal('open'), Type.Literal('won'), Type.Literal('lost')]),
  loseReason: Nullable(OptionRef),
  loseRemark: Type.String(),
  owner: Assignment,
  lastContactAt: Nullable(Time),
  lastContactBy: Nullable(AgentRef),
  custom: Custom,
  createdAt: Time,
  createdBy: Nullable(AgentRef),
  updatedAt: Time,
  updatedBy: Nullable(AgentRef),
});
export type Opportunity = Static<typeof Opportunity>;

const writable = {
  name: Nullable(Type.String()),
  type: Nullable(OptionIn),
  source: Nullable(OptionIn),
  stage: Nullable(OptionIn),
  loseReason: Nullable(OptionIn),
  loseRemark: Nullable(Type.String()),
  owner: Nullable(AssignmentIn),
  custom: Custom,
};

export const OpportunityBody = bodyOf(writable, Opportunity);
export type OpportunityBody = Static<typeof OpportunityBody>;

export const NewOpportunityBody = Type.Object({ ...OpportunityBody.properties, customerId: IdIn });

const IdText = Type.String({ pattern: '^[1-9]\\d{0,18}$' });

export const OpportunityListQuery = Type.Object({
  ...pageQuery,
  customer: Type.Optional(IdText),
  stage: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,18}|none)$', description: 'an id, or none' })),
  type: Type.Optional(IdText),
  source: Type.Optional(IdText),
  owner: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,18}|me)$' })),
  q: Type.Optional(Type.String({ maxLength: 255, description: 'part of the name' })),
  createdFrom: Type.Optional(TimeIn),
  createdTo: Type.Optional(TimeIn),
  sort: Type.Optional(
    Type.Union([Type.Literal('-createdAt'), Type.Literal('createdAt'), Type.Literal('-updatedAt'), Type.Literal('id')]),
  ),
});
export type OpportunityListQuery = Static<typeof OpportunityListQuery>;

export const BoardQuery = Type.Object({
  owner: OpportunityListQuery.properties.owner,
  q: OpportunityListQuery.properties.q,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});

export const Board = Type.Object({
  columns: Type.Array(
    Type.Object({
      stage: Nullable(OptionRef),
      total: Type.Integer(),
      items: Type.Array(Opportunity),
      nextCursor: Nullable(Type.String()),
    }),
  ),
  total: Type.Integer(),
});
export type Board = Static<typeof Board>;
