import { createCall } from '#crm/activities/create-call.ts';
import { createMessage } from '#crm/activities/create-message.ts';
import { createTicket, updateTicket } from '#crm/activities/create-ticket.ts';
import { countFeed, type FeedItem, type FeedKind, feedPosition, readFeed } from '#crm/activities/feed.ts';
import { customerOfPhone } from '#crm/activities/find-by-phone.ts';
import { getCall, getMessage, getTicket } from '#crm/activities/get-activity.ts';
import type { Saved } from '#crm/activities/saved.ts';
import type { TicketInput } from '#crm/activities/ticket.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Static } from 'typebox';
import { readPage, toPage } from '../page.ts';
import { present } from '../read-customer.ts';
import { readAgent, readId, readOption } from '../read-refs.ts';
import { type Call as RouteCall, Reply, route } from '../route.ts';
import {
  Call,
  CallBody,
  Message,
  MessageBody,
  OfCustomerQuery,
  Ticket,
  type TicketBody,
  TicketBody as TicketBodySchema,
  TicketPatchBody,
} from '../schemas/activity.ts';
import { Page } from '../schemas/common.ts';
import { CallPop } from '../schemas/timeline.ts';
import { showCalls, showMessages, showTickets } from '../show/activity.ts';
import { showCallPop } from '../show/call-pop.ts';
import { readKeptTime } from '../time.ts';

const tag = 'Calls, messages, tickets';

/** 201 for what was new under its serial, 200 for what was there. */
async function saved<T>(
  { record, outcome }: Saved<T>,
  show: (record: readonly T[]) => Promise<unknown[]>,
): Promise<Reply> {
  const [shown] = await show([record]);
  return new Reply(shown, { status: outcome === 'created' ? 201 : 200 });
}

function readParty(body: { customerId?: string | number | null; phone?: string }) {
  const { customerId, phone } = body;
  return present({
    customerId: customerId === undefined || customerId === null ? customerId : readId('customerId', customerId),
    phone,
  });
}

function agentByLogin(loginNo: string | null | undefined) {
  if (loginNo === undefined) return undefined;
  return loginNo === null || loginNo === '' ? null : { loginNo };
}

function readTicket(who: Caller, body: TicketBody): Omit<TicketInput, 'serial' | 'customerId'> {
  const { title, content, handler, handlerLoginNo } = body;
  const byLogin = agentByLogin(handlerLoginNo);
  return present({
    title,
    content,
    handler: handler === undefined || handler === null ? (handler ?? byLogin) : readAgent('handler', handler),
    state: readOption(who, 'ticket_state', 'state', body.state),
    urgency: readOption(who, 'ticket_urgency', 'urgency', body.urgency),
  });
}

/** A customer's records of one kind, newest first. */
async function answerOfCustomer<Item>(
  call: RouteCall<Static<typeof OfCustomerQuery>>,
  kind: FeedKind,
  show: (db: Reader, items: readonly FeedItem[]) => Promise<Item[]>,
) {
  const page = readPage(call);
  const { who, query } = call;
  return await call.read(async (db) => {
    const { id } = await getCustomer(db, who, readId('customer', query.customer));
    const rows = await readFeed(db, who, id, [kind], {
      limit: page.fetch,
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    const total = page.wantsTotal ? await countFeed(db, who, id, [kind]) : null;
    return await toPage(
      call,
      page,
      { rows, total },
      (last) => feedPosition(last, [kind]),
      (some) => show(db, some),
    );
  });
}

export const activityRoutes = [
  route({
    method: 'GET',
    path: '/calls',
    tag,
    summary: 'Calls with a customer',
    access: 'agent',
    query: OfCustomerQuery,
    answer: Page(Call),
    run: (call) =>
      answerOfCustomer(call, 'call', (db, items) =>
        showCalls(
          db,
          call.who,
          items.flatMap((item) => (item.kind === 'call' ? [item.call] : [])),
        ),
      ),
  }),
  route({
    method: 'POST',
    path: '/calls',
    tag,
    summary: 'Write a call; the same serial again changes it. A ringing one pops up at its agent',
    access: 'customer.edit',
    body: CallBody,
    members: { agent: 'agentLoginNo' },
    answer: Call,
    status: 201,
    otherStatus: 200,
    run({ write, who, body }) {
      const { serial, direction, state, result, duration, recordingUrl, startedAt } = body;
      const input = {
        serial,
        ...readParty(body),
        ...present({
          direction,
          state,
          result,
          recordingUrl,
          durationS: duration,
          agent: agentByLogin(body.agentLoginNo),
          startedAt: startedAt === undefined ? undefined : readKeptTime(who, 'startedAt', startedAt),
        }),
      };
      return write(async (db) => saved(await createCall(db, who, input), (some) => showCalls(db, who, some)));
    },
  }),
  route({
    method: 'GET',
    path: '/calls/:id',
    tag,
    summary: 'A call',
    access: 'agent',
    answer: Call,
    run: ({ read, who, params }) =>
      read(async (db) => (await showCalls(db, who, [await getCall(db, who, { id: params.id() })]))[0]!),
  }),
  route({
    method: 'GET',
    path: '/calls/serial/:serial',
    tag,
    summary: 'What pops up for a call',
    access: 'agent',
    answer: CallPop,
    run: ({ read, who, params }) =>
      read(async (db) => showCallPop(db, who, await getCall(db, who, { serial: params.text('serial') }))),
  }),
  route({
    method: 'GET',
    path: '/messages',
    tag,
    summary: 'Text messages with a customer',
    access: 'agent',
    query: OfCustomerQuery,
    answer: Page(Message),
    run: (call) =>
      answerOfCustomer(call, 'message', (db, items) =>
        showMessages(
          db,
          call.who,
          items.flatMap((item) => (item.kind === 'message' ? [item.message] : [])),
        ),
      ),
  }),
  route({
    method: 'POST',
    path: '/messages',
    tag,
    summary: 'Write a text message; the same serial again changes it',
    access: 'customer.edit',
    body: MessageBody,
    members: { agent: 'agentLoginNo' },
    answer: Message,
    status: 201,
    otherStatus: 200,
    run({ write, who, body }) {
      const { serial, direction, state, content, sentAt } = body;
      const input = {
        ...readParty(body),
        ...present({
          serial,
          direction,
          state,
          content,
          agent: agentByLogin(body.agentLoginNo),
          sentAt: sentAt === undefined ? undefined : readKeptTime(who, 'sentAt', sentAt),
        }),
      };
      return write(async (db) => saved(await createMessage(db, who, input), (some) => showMessages(db, who, some)));
    },
  }),
  route({
    method: 'GET',
    path: '/messages/:id',
    tag,
    summary: 'A text message',
    access: 'agent',
    answer: Message,
    run: ({ read, who, params }) =>
      read(async (db) => (await showMessages(db, who, [await getMessage(db, who, params.id())]))[0]!),
  }),
  route({
    method: 'GET',
    path: '/tickets',
    tag,
    summary: "A customer's tickets",
    access: 'agent',
    query: OfCustomerQuery,
    answer: Page(Ticket),
    run: (call) =>
      answerOfCustomer(call, 'ticket', (db, items) =>
        showTickets(
          db,
          call.who,
          items.flatMap((item) => (item.kind === 'ticket' ? [item.ticket] : [])),
        ),
      ),
  }),
  route({
    method: 'POST',
    path: '/tickets',
    tag,
    summary: 'Write a ticket of a customer (named by id or phone); the same serial again changes it',
    access: 'customer.edit',
    body: TicketBodySchema,
    members: { handler: 'handlerLoginNo' },
    answer: Ticket,
    status: 201,
    otherStatus: 200,
    run({ write, who, body }) {
      const rest = readTicket(who, body);
      const given = body.customerId === undefined ? undefined : readId('customerId', body.customerId);
      return write(async (db) => {
        const customerId = given ?? (body.phone === undefined ? undefined : await customerOfPhone(db, who, body.phone));
        const input = { ...rest, ...present({ serial: body.serial, customerId }) };
        return await saved(await createTicket(db, who, input), (some) => showTickets(db, who, some));
      });
    },
  }),
  route({
    method: 'GET',
    path: '/tickets/:id',
    tag,
    summary: 'A ticket',
    access: 'agent',
    answer: Ticket,
    run: ({ read, who, params }) =>
      read(async (db) => (await showTickets(db, who, [await getTicket(db, who, params.id())]))[0]!),
  }),
  route({
    method: 'PATCH',
    path: '/tickets/:id',
    tag,
    summary: 'Change a ticket',
    access: 'customer.edit',
    body: TicketPatchBody,
    answer: Ticket,
    run({ write, who, params, body, ifVersion: version }) {
      const input = readTicket(who, body);
      return write(async (db) => {
        const ticket = await updateTicket(db, who, params.id(), input, { version });
        return (await showTickets(db, who, [ticket]))[0]!;
      });
    },
  }),
];
