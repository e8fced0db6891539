import type { Call } from '#crm/activities/call.ts';
import { getCustomers } from '#crm/customers/get-customer.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { CallPop } from '../schemas/timeline.ts';
import { showCalls } from './activity.ts';
import { showCard } from './card.ts';

/** A call, and the card of the customer who calls where the agent may see it; no card offers a new customer. */
export async function showCallPop(db: Reader, who: Caller, call: Call): Promise<CallPop> {
  const customer =
    call.customerId === null ? undefined : (await getCustomers(db, who, [call.customerId])).get(call.customerId);
  const [shown] = await showCalls(db, who, [call]);
  // Who may not see the customer learns nothing of it, its name included.
  return {
    call: customer === undefined ? { ...shown!, customer: null } : shown!,
    customers: customer === undefined ? [] : [await showCard(db, who, customer)],
  };
}
