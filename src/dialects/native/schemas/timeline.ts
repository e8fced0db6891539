import { type Static, Type } from 'typebox';
import { Call, Message, Ticket } from './activity.ts';
import { Change } from './change.ts';
import { AgentRef, Nullable, pageQuery, Page, Time } from './common.ts';
import { Customer } from './customer.ts';
import { FollowUp } from './follow-up.ts';
import { Opportunity } from './opportunity.ts';

const shared = { id: Type.String(), at: Time, agent: Nullable(AgentRef) };

export const TimelineEntry = Type.Union([
  Type.Object({ ...shared, kind: Type.Literal('follow_up'), followUp: FollowUp }),
  Type.Object({ ...shared, kind: Type.Literal('call'), call: Call }),
  Type.Object({ ...shared, kind: Type.Literal('ticket'), ticket: Ticket }),
  Type.Object({ ...shared, kind: Type.Literal('message'), message: Message }),
  Type.Object({ ...shared, kind: Type.Literal('change'), change: Change }),
]);
export type TimelineEntry = Static<typeof TimelineEntry>;

export const TimelineQuery = Type.Object({
  ...pageQuery,
  kinds: Type.Optional(
    Type.String({
      pattern: '^(follow_up|call|ticket|message|change)(,(follow_up|call|ticket|message|change))*$',
      description: 'kinds parted by commas; all when absent',
    }),
  ),
});

export const Timeline = Type.Object({
  ...Page(TimelineEntry).properties,
  counts: Type.Object({
    follow_up: Type.Integer(),
    call: Type.Integer(),
    ticket: Type.Integer(),
    message: Type.Integer(),
    change: Type.Integer(),
  }),
});

/** What a screen pop shows of a customer. */
export const CustomerCard = Type.Object({
  customer: Customer,
  contacts: Type.Array(TimelineEntry),
  openTickets: Type.Array(Ticket),
  opportunities: Type.Array(Opportunity),
});
export type CustomerCard = Static<typeof CustomerCard>;

export const CallPop = Type.Object({ call: Call, customers: Type.Array(CustomerCard) });
export type CallPop = Static<typeof CallPop>;
