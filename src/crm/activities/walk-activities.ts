import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import { reachOf } from '#crm/access/scope.ts';
import { customerConditions } from '#crm/customers/of-customer-filter.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { Database } from '#engines/engine.ts';
import { toCall, type Call } from './call.ts';
import { toMessage, type Message } from './message.ts';
import { toTicket, type Ticket } from './ticket.ts';

/** Where a walk by ascending id goes on: behind the record of an id; null = from the first. */
interface WalkPage {
  readonly after: bigint | null;
  readonly limit: number;
}

/** Tickets of living customers in the caller's reach, by id. */
export async function walkTickets(db: Reader, who: Caller, page: WalkPage): Promise<Ticket[]> {
  const rows = await db.sql
    .selectFrom('tickets')
    .selectAll('tickets')
    .where('tickets.tenant_id', '=', who.tenantId)
    .where('tickets.id', '>', page.after ?? 0n)
    .where(ofVisibleCustomer(who, 'tickets'))
    .orderBy('tickets.id')
    .limit(page.limit)
    .execute();
  return rows.map(toTicket);
}

/** Calls with living customers in the caller's reach, and with numbers that are no customer's: its own, or all in the scope "all". */
export async function walkCalls(db: Reader, who: Caller, page: WalkPage): Promise<Call[]> {
  const rows = await db.sql
    .selectFrom('calls')
    .selectAll('calls')
    .where('calls.tenant_id', '=', who.tenantId)
    .where('calls.id', '>', page.after ?? 0n)
    .where((eb) => eb.or([ofVisibleCustomer(who, 'calls'), ofNobody(who, 'calls')]))
    .orderBy('calls.id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => toCall(who, row));
}

/** The same of text messages. */
export async function walkMessages(db: Reader, who: Caller, page: WalkPage): Promise<Message[]> {
  const rows = await db.sql
    .selectFrom('messages')
    .selectAll('messages')
    .where('messages.tenant_id', '=', who.tenantId)
    .where('messages.id', '>', page.after ?? 0n)
    .where((eb) => eb.or([ofVisibleCustomer(who, 'messages'), ofNobody(who, 'messages')]))
    .orderBy('messages.id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => toMessage(who, row));
}

type ActivityTable = 'tickets' | 'calls' | 'messages';

function ofVisibleCustomer(who: Caller, table: ActivityTable): Expression<SqlBool> {
  const eb = expressionBuilder<Database, ActivityTable>();
  return eb.exists(
    eb
      .selectFrom('customers')
      .select('customers.id')
      .whereRef('customers.id', '=', `${table}.customer_id`)
      .where((inner) => inner.and(customerConditions(who.tenantId, { reach: reachOf(who) }))),
  );
}

function ofNobody(who: Caller, table: 'calls' | 'messages'): Expression<SqlBool> {
  const eb = expressionBuilder<Database, ActivityTable>();
  const nobody = eb(`${table}.customer_id`, 'is', null);
  return reachOf(who).all ? nobody : eb.and([nobody, eb(`${table}.agent_id`, '=', who.agentId)]);
}
