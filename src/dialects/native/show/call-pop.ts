import type { Call } from '#crm/activities/call.ts';
import { phoneOfCall } from '#crm/activities/get-activity.ts';
import { getCustomers } from '#crm/customers/get-customer.ts';
import { possibleCallers } from '#crm/customers/possible-callers.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { CallPop } from '../schemas/timeline.ts';
import { showCalls } from './activity.ts';
import { showCard } from './card.ts';

/** So many can be picked by one key. */
const MOST_CARDS = 9;

/**
 * A call, and the card of the customer who calls where the agent may see it; a number that nobody has brings those whose number it is but
 * for an area code. No card offers a new customer.
 */
export async function showCallPop(db: Reader, who: Caller, call: Call): Promise<CallPop> {
  const customers =
    call.customerId === null
      ? await possibleCallers(db, who, await phoneOfCall(db, who, call.serial), MOST_CARDS)
      : [...(await getCustomers(db, who, [call.customerId])).values()];
  const cards = [];
  for (const customer of customers) cards.push(await showCard(db, who, customer, call.id));
  const [shown] = await showCalls(db, who, [call]);
  // Who may not see the customer learns nothing of it, its name included.
  return {
    call: cards.length === 0 ? { ...shown!, customer: null } : shown!,
    customers: cards,
  };
}
