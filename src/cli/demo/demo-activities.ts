import { randomOf } from '#cli/generate/random.ts';
import { TOPICS } from '#cli/generate/talk.ts';
import { createCall } from '#crm/activities/create-call.ts';
import { createMessage } from '#crm/activities/create-message.ts';
import { createTicket } from '#crm/activities/create-ticket.ts';
import type { DemoContext } from './demo-context.ts';
import { between, type MadeCustomer } from './demo-records.ts';

const TICKETS = 60;
const CALLS = 150;
const MESSAGES = 100;

export async function writeTickets(context: DemoContext, customers: readonly MadeCustomer[]): Promise<void> {
  const states = context.directory.options.get('ticket_state')!.all;
  const urgencies = context.directory.options.get('ticket_urgency')!.all;
  for (let index = 0; index < TICKETS; index += 1) {
    const random = randomOf('demo tickets', index);
    const customer = random.pick(customers);
    const topic = random.pick(TOPICS);
    await createTicket(
      context.db,
      context.adminAt(),
      {
        customerId: customer.id,
        title: `${topic}咨询`,
        content: `<p>客户来电反映<b>${topic}</b>,请尽快处理。</p>`,
        handler: { loginNo: random.pick(['1', '2001', '2002', '2003']) },
        state: { id: random.pick(states).id },
        urgency: { id: random.pick(urgencies).id },
      },
      { createdAt: between(random, customer.createdAt, context.now), createdByAgentId: customer.agentId },
    );
  }
}

export async function writeCalls(context: DemoContext, customers: readonly MadeCustomer[]): Promise<void> {
  for (let index = 0; index < CALLS; index += 1) {
    const random = randomOf('demo calls', index);
    const customer = random.pick(customers);
    const answered = random.chance(0.8);
    const startedAt = between(random, customer.createdAt, context.now);
    await createCall(context.db, context.adminAt(startedAt), {
      serial: `DEMO-${String(index + 1).padStart(6, '0')}`,
      phone: customer.phone,
      direction: random.pick(['in', 'out'] as const),
      agent: { id: customer.agentId },
      state: 'ended',
      result: answered ? '接通' : '未接',
      durationS: answered ? 10 + random.below(600) : 0,
      startedAt,
    });
  }
}

export async function writeMessages(context: DemoContext, customers: readonly MadeCustomer[]): Promise<void> {
  for (let index = 0; index < MESSAGES; index += 1) {
    const random = randomOf('demo messages', index);
    const customer = random.pick(customers);
    const sentAt = between(random, customer.createdAt, context.now);
    const topic = random.pick(TOPICS);
    await createMessage(context.db, context.adminAt(sentAt), {
      serial: `DEMO-${String(index + 1).padStart(6, '0')}`,
      phone: customer.phone,
      direction: random.chance(0.8) ? 'out' : 'in',
      agent: { id: customer.agentId },
      content: `您好,关于${topic}的资料已发送,请查收。`,
      state: random.chance(0.9) ? 'sent' : 'failed',
      sentAt,
    });
  }
}
