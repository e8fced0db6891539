import type { Caller, Reader } from '#crm/store.ts';
import { type Ticket, toTicket } from './ticket.ts';

/** A customer's tickets that aren't closed, newest first. The caller must have found the customer in its reach. */
export async function openTickets(db: Reader, who: Caller, customerId: bigint, limit: number): Promise<Ticket[]> {
  const rows = await db.sql
    .selectFrom('tickets')
    .selectAll()
    .where('tenant_id', '=', who.tenantId)
    .where('customer_id', '=', customerId)
    .where('closed_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toTicket);
}
