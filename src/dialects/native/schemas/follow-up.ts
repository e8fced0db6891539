import { type Static, Type } from 'typebox';
import {
  AgentRef,
  bodyOf,
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

export const FollowUp = Type.Object({
  id: Id,
  version: Type.Integer(),
  customer: NamedRef,
  opportunity: Nullable(NamedRef),
  type: OptionRef,
  content: Type.String({ description: 'HTML as it was sent: sanitise before showing' }),
  text: Type.String(),
  dealFlag: Nullable(OptionRef),
  nextContactAt: Nullable(Time),
  createdAt: Time,
  createdBy: Nullable(AgentRef),
  updatedAt: Time,
  updatedBy: Nullable(AgentRef),
});
export type FollowUp = Static<typeof FollowUp>;

const writable = { type: OptionIn, content: Type.String(), nextContactAt: Nullable(TimeIn) };

export const FollowUpBody = bodyOf(writable, FollowUp);

export const NewFollowUpBody = Type.Object({
  customerId: IdIn,
  opportunityId: Type.Optional(Nullable(IdIn)),
  type: OptionIn,
  content: Type.String(),
  nextContactAt: Type.Optional(Nullable(TimeIn)),
});

const IdText = Type.String({ pattern: '^[1-9]\\d{0,18}$' });

export const FollowUpListQuery = Type.Object({
  ...pageQuery,
  customer: Type.Optional(IdText),
  opportunity: Type.Optional(IdText),
  type: Type.Optional(IdText),
  agent: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,18}|me)$' })),
  q: Type.Optional(Type.String({ maxLength: 255, description: 'part of the text' })),
  createdFrom: Type.Optional(TimeIn),
  createdTo: Type.Optional(TimeIn),
  sort: Type.Optional(
    Type.Union([Type.Literal('-createdAt'), Type.Literal('createdAt'), Type.Literal('-updatedAt'), Type.Literal('id')]),
  ),
});
export type FollowUpListQuery = Static<typeof FollowUpListQuery>;
