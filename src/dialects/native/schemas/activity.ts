import { type Static, Type } from 'typebox';
import {
  AgentIn,
  AgentRef,
  Id,
  IdIn,
  NamedRef,
  Nullable,
  OptionIn,
  OptionRef,
  pageQuery,
  Time,
  TimeIn,
  bodyOf,
} from './common.ts';

const Direction = Type.Union([Type.Literal('in'), Type.Literal('out')]);
const CallState = Type.Union([Type.Literal('ringing'), Type.Literal('answered'), Type.Literal('ended')]);
const MessageState = Type.Union([Type.Literal('sending'), Type.Literal('sent'), Type.Literal('failed')]);

export const Ticket = Type.Object({
  id: Id,
  version: Type.Integer(),
  serial: Nullable(Type.String()),
  customer: NamedRef,
  title: Type.String(),
  content: Type.String({ description: 'HTML as it was sent: sanitise before showing' }),
  handler: Nullable(AgentRef),
  state: Nullable(OptionRef),
  urgency: Nullable(OptionRef),
  createdAt: Time,
  createdBy: Nullable(AgentRef),
  updatedAt: Time,
  closedAt: Nullable(Time),
});
export type Ticket = Static<typeof Ticket>;

export const Call = Type.Object({
  id: Id,
  serial: Type.String(),
  customer: Nullable(NamedRef),
  phone: Type.String(),
  direction: Direction,
  agent: Nullable(AgentRef),
  state: CallState,
  result: Type.String(),
  duration: Type.Integer({ description: 'seconds' }),
  recordingUrl: Nullable(Type.String()),
  startedAt: Time,
});
export type Call = Static<typeof Call>;

export const Message = Type.Object({
  id: Id,
  serial: Nullable(Type.String()),
  customer: Nullable(NamedRef),
  phone: Type.String(),
  agent: Nullable(AgentRef),
  direction: Direction,
  content: Type.String(),
  state: MessageState,
  sentAt: Time,
});
export type Message = Static<typeof Message>;

const Serial = Type.String({ minLength: 1, maxLength: 255 });

export const CallBody = Type.Object({
  serial: Serial,
  phone: Type.Optional(Type.String()),
  customerId: Type.Optional(Nullable(IdIn)),
  direction: Type.Optional(Direction),
  agentLoginNo: Type.Optional(Nullable(Type.String())),
  startedAt: Type.Optional(TimeIn),
  state: Type.Optional(CallState),
  result: Type.Optional(Type.String()),
  duration: Type.Optional(Type.Integer()),
  recordingUrl: Type.Optional(Nullable(Type.String())),
});

export const MessageBody = Type.Object({
  serial: Type.Optional(Nullable(Serial)),
  phone: Type.Optional(Type.String()),
  customerId: Type.Optional(Nullable(IdIn)),
  agentLoginNo: Type.Optional(Nullable(Type.String())),
  direction: Type.Optional(Direction),
  content: Type.Optional(Type.String()),
  state: Type.Optional(MessageState),
  sentAt: Type.Optional(TimeIn),
});

const ticketMembers = {
  title: Type.Optional(Type.String()),
  content: Type.Optional(Type.String()),
  handler: Type.Optional(Nullable(AgentIn)),
  handlerLoginNo: Type.Optional(Nullable(Type.String())),
  state: Type.Optional(Nullable(OptionIn)),
  urgency: Type.Optional(Nullable(OptionIn)),
};

export const TicketBody = Type.Object({
  serial: Type.Optional(Nullable(Serial)),
  customerId: Type.Optional(IdIn),
  phone: Type.Optional(Type.String()),
  ...ticketMembers,
});
export type TicketBody = Static<typeof TicketBody>;

export const TicketPatchBody = bodyOf(ticketMembers, Ticket);

export const OfCustomerQuery = Type.Object({
  ...pageQuery,
  customer: Type.String({ pattern: '^[1-9]\\d{0,18}$' }),
});
