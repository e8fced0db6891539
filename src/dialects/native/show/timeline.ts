import { feedItemId, happenedAt, type FeedItem } from '#crm/activities/feed.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { showChange } from '../answer-changes.ts';
import type { TimelineEntry } from '../schemas/timeline.ts';
import { showTime } from '../time.ts';
import { showCalls, showMessages, showTickets } from './activity.ts';
import { showFollowUps } from './follow-up.ts';
import { showAgent } from './refs.ts';

/** A stream's items as this dialect answers them, each kind's records together. */
export async function showTimeline(db: Reader, who: Caller, items: readonly FeedItem[]): Promise<TimelineEntry[]> {
  const [followUps, calls, tickets, messages] = [
    byId(
      await showFollowUps(
        db,
        who,
        items.flatMap((item) => (item.kind === 'follow_up' ? [item.followUp] : [])),
      ),
    ),
    byId(
      await showCalls(
        db,
        who,
        items.flatMap((item) => (item.kind === 'call' ? [item.call] : [])),
      ),
    ),
    byId(
      await showTickets(
        db,
        who,
        items.flatMap((item) => (item.kind === 'ticket' ? [item.ticket] : [])),
      ),
    ),
    byId(
      await showMessages(
        db,
        who,
        items.flatMap((item) => (item.kind === 'message' ? [item.message] : [])),
      ),
    ),
  ];
  return items.map((item): TimelineEntry => {
    const id = String(feedItemId(item));
    const shared = { id: `${item.kind}:${id}`, at: showTime(happenedAt(item)), agent: showAgent(who, agentOf(item)) };
    switch (item.kind) {
      case 'follow_up':
        return { ...shared, kind: 'follow_up', followUp: followUps.get(id)! };
      case 'call':
        return { ...shared, kind: 'call', call: calls.get(id)! };
      case 'ticket':
        return { ...shared, kind: 'ticket', ticket: tickets.get(id)! };
      case 'message':
        return { ...shared, kind: 'message', message: messages.get(id)! };
      case 'change':
        return { ...shared, kind: 'change', change: showChange(who, item.change) };
    }
  });
}

function byId<T extends { readonly id: string }>(records: readonly T[]): ReadonlyMap<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}

/** Who did it, or had it to do. */
function agentOf(item: FeedItem): bigint | null {
  switch (item.kind) {
    case 'follow_up':
      return item.followUp.createdByAgentId;
    case 'call':
      return item.call.agentId;
    case 'ticket':
      return item.ticket.handlerAgentId ?? item.ticket.createdByAgentId;
    case 'message':
      return item.message.agentId;
    case 'change':
      return item.change.agentId;
  }
}
