import { readFeed } from '#crm/activities/feed.ts';
import { openTickets } from '#crm/activities/open-tickets.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { openOpportunities } from '#crm/opportunities/open-opportunities.ts';
import type { Caller, Reader } from '#crm/store.ts';
import type { CustomerCard } from '../schemas/timeline.ts';
import { showTickets } from './activity.ts';
import { showCustomer } from './customer.ts';
import { showOpportunities } from './opportunity.ts';
import { showTimeline } from './timeline.ts';

const CONTACTS = 3;
const MOST_RECORDS = 5;

/**
 * What an agent wants to know of a customer who calls.
 * @param ringing the call that is on: no contact yet
 */
export async function showCard(db: Reader, who: Caller, customer: Customer, ringing?: bigint): Promise<CustomerCard> {
  const { id } = customer;
  const feed = await readFeed(db, who, id, ['follow_up', 'call', 'message'], { limit: CONTACTS + 1 });
  const contacts = feed.filter((item) => item.kind !== 'call' || item.call.id !== ringing).slice(0, CONTACTS);
  return {
    customer: await showCustomer(db, who, customer),
    contacts: await showTimeline(db, who, contacts),
    openTickets: await showTickets(db, who, await openTickets(db, who, id, MOST_RECORDS)),
    opportunities: await showOpportunities(db, who, await openOpportunities(db, who, id, MOST_RECORDS)),
  };
}
