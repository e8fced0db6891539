import { reachOf } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { type Call, toCall } from './call.ts';
import { type Message, toMessage } from './message.ts';
import { requirePartyInReach } from './party.ts';
import { type Ticket, toTicket } from './ticket.ts';

/** The call of an id or serial. Raises `not_found` for one that the caller may not see. */
export async function getCall(
  db: Reader,
  who: Caller,
  by: { readonly id: bigint } | { readonly serial: string },
): Promise<Call> {
  const row = await db.sql
    .selectFrom('calls')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where((eb) => ('id' in by ? eb('id', '=', by.id) : eb('serial', '=', by.serial)))
    .executeTakeFirst();
  if (row === undefined)
    throw new CrmError('not_found', { record: 'call', ...('id' in by ? { id: String(by.id) } : {}) });
  await requireReach(db, who, 'call', row);
  return toCall(who, row);
}

/** A call that rings at the caller: its phone is the caller's to see (masked as ever), whosever customer it is. */
export async function getRingingCall(db: Reader, who: Caller, id: bigint): Promise<Call> {
  const row = await db.sql
    .selectFrom('calls')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .where('agent_id', '=', who.agentId)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'call', id: String(id) });
  return toCall(who, row);
}

/**
 * The whole number of a call that the caller may see, for a customer to be made of it: it doesn't leave the server, so that a
 * caller who is shown masks can keep it too. '' for a call without one. Raises `not_found`.
 */
export async function phoneOfCall(db: Reader, who: Caller, serial: string): Promise<string> {
  const row = await db.sql
    .selectFrom('calls')
    .select(['id', 'phone', 'customer_id', 'agent_id'])
    .where('tenant_id', '=', who.tenantId)
    .where('serial', '=', serial)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'call' });
  // One that was taken oneself is one's own, whosever customer it is.
  if (row.agent_id !== who.agentId) await requireReach(db, who, 'call', row);
  return row.phone;
}

export async function getMessage(db: Reader, who: Caller, id: bigint): Promise<Message> {
  const row = await db.sql
    .selectFrom('messages')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'message', id: String(id) });
  await requireReach(db, who, 'message', row);
  return toMessage(who, row);
}

export async function getTicket(db: Reader, who: Caller, id: bigint): Promise<Ticket> {
  const row = await db.sql
    .selectFrom('tickets')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new CrmError('not_found', { record: 'ticket', id: String(id) });
  await requirePartyInReach(db, who, 'ticket', row);
  return toTicket(row);
}

/** A call or message with nobody known is its agent's, and of those who look after more than themselves. */
async function requireReach(
  db: Reader,
  who: Caller,
  record: 'call' | 'message',
  row: { readonly id: bigint; readonly customer_id: bigint | null; readonly agent_id: bigint | null },
): Promise<void> {
  const reach = reachOf(who);
  const isOthers = row.agent_id !== null && row.agent_id !== who.agentId;
  if (row.customer_id === null && isOthers && !reach.all && reach.departmentIds.length === 0) {
    throw new CrmError('not_found', { record, id: String(row.id) });
  }
  await requirePartyInReach(db, who, record, row);
}
