import type { Caller, Reader, Writer } from '#crm/store.ts';
import type { Customer } from './customer.ts';
import { getCustomer, getCustomers } from './get-customer.ts';

/** So many stay remembered: some may be deleted or leave the agent's reach. */
const REMEMBERED = 50;

/** Remembers that the agent opened a customer. Raises `not_found`. */
export async function markSeen(db: Writer, who: Caller, customerId: bigint): Promise<void> {
  const { id } = await getCustomer(db, who, customerId);
  await db.sql
    .insertInto('recent_customers')
    .values({ tenant_id: who.tenantId, agent_id: who.agentId, customer_id: id, seen_at: who.now })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'agent_id', 'customer_id']).doUpdateSet({ seen_at: who.now }),
    )
    .execute();
  const oldest = await ofAgent(db, who)
    .select(['seen_at'])
    .orderBy('seen_at', 'desc')
    .offset(REMEMBERED)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  await db.sql
    .deleteFrom('recent_customers')
    .where('tenant_id', '=', who.tenantId)
    .where('agent_id', '=', who.agentId)
    .where('seen_at', '<=', oldest.seen_at)
    .execute();
}

/** The customers that the agent opened last and may still see, last first. */
export async function recentCustomers(db: Reader, who: Caller, limit: number): Promise<Customer[]> {
  const rows = await ofAgent(db, who)
    .select('customer_id')
    .orderBy('seen_at', 'desc')
    .orderBy('customer_id', 'desc')
    .limit(REMEMBERED)
    .execute();
  const ids = rows.map((row) => row.customer_id);
  const customers = await getCustomers(db, who, ids);
  return ids.flatMap((id) => customers.get(id) ?? []).slice(0, limit);
}

function ofAgent(db: Reader, who: Caller) {
  return db.sql
    .selectFrom('recent_customers')
    .where('tenant_id', '=', who.tenantId)
    .where('agent_id', '=', who.agentId);
}
