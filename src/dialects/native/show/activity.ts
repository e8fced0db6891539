import type { Call as CrmCall } from '#crm/activities/call.ts';
import type { Message as CrmMessage } from '#crm/activities/message.ts';
import type { Ticket as CrmTicket } from '#crm/activities/ticket.ts';
import { customerNames } from '#crm/names-by-id.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Call, Message, Ticket } from '../schemas/activity.ts';
import { showTime, showTimeOrNull } from '../time.ts';
import { named } from './follow-up.ts';
import { showAgent, showOption } from './refs.ts';

type OfCustomer = { readonly customerId: bigint | null };

function namesOf(db: Reader, who: Caller, records: readonly OfCustomer[]) {
  return customerNames(
    db,
    who.tenantId,
    records.map((one) => one.customerId),
  );
}

export async function showTickets(db: Reader, who: Caller, tickets: readonly CrmTicket[]): Promise<Ticket[]> {
  const names = await namesOf(db, who, tickets);
  return tickets.map((one) => ({
    id: String(one.id),
    version: one.version,
    serial: one.serial,
    customer: named(names, one.customerId)!,
    title: one.title,
    content: one.content,
    handler: showAgent(who, one.handlerAgentId),
    state: showOption(who, 'ticket_state', one.stateId),
    urgency: showOption(who, 'ticket_urgency', one.urgencyId),
    createdAt: showTime(one.createdAt),
    createdBy: showAgent(who, one.createdByAgentId),
    updatedAt: showTime(one.updatedAt),
    closedAt: showTimeOrNull(one.closedAt),
  }));
}

export async function showCalls(db: Reader, who: Caller, calls: readonly CrmCall[]): Promise<Call[]> {
  const names = await namesOf(db, who, calls);
  return calls.map((one) => ({
    id: String(one.id),
    serial: one.serial,
    customer: named(names, one.customerId),
    phone: one.phone,
    direction: one.direction,
    agent: showAgent(who, one.agentId),
    state: one.state,
    result: one.result,
    duration: one.durationS,
    recordingUrl: one.recordingUrl,
    startedAt: showTime(one.startedAt),
  }));
}

export async function showMessages(db: Reader, who: Caller, messages: readonly CrmMessage[]): Promise<Message[]> {
  const names = await namesOf(db, who, messages);
  return messages.map((one) => ({
    id: String(one.id),
    serial: one.serial,
    customer: named(names, one.customerId),
    phone: one.phone,
    agent: showAgent(who, one.agentId),
    direction: one.direction,
    content: one.content,
    state: one.state,
    sentAt: showTime(one.sentAt),
  }));
}
