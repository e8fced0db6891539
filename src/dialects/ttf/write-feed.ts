import type { FeedItem, FeedKind } from '#crm/activities/feed.ts';
import type { MessageState } from '#crm/activities/message.ts';
import type { Directory } from '#crm/access/directory.ts';
import { zonedIso } from '#crm/zoned-time.ts';
import { agentOf, loginOf, optionName, textJson } from './write-customer.ts';

/** The kinds by `feed_type` in lower case, in the order in which the mixed stream parts ties. */
export const feedTypes: ReadonlyMap<string, FeedKind> = new Map<string, FeedKind>([
  ['ticket', 'ticket'],
  ['customerfollowup', 'follow_up'],
  ['calllog', 'call'],
  ['textmsglog', 'message'],
  ['alternation', 'change'],
]);

/** One element of `feeds`, in the key order of the seed's tables; TextMsgLog is ours, as the seed has none for it. */
export function feedJson(directory: Directory, item: FeedItem): string {
  const time = (at: number) => `"${zonedIso(at, directory.tenant.timeZone)}"`;
  switch (item.kind) {
    case 'ticket': {
      const { ticket } = item;
      return (
        `{"feed_type":"Ticket","id":${ticket.id},"title":${JSON.stringify(ticket.title)}` +
        `,"content":${JSON.stringify(ticket.content)},"custId":${ticket.customerId}` +
        `,"upLoginNo":${textJson(loginOf(directory, ticket.handlerAgentId))}` +
        `,"status_zh_name":${textJson(optionName(directory, 'ticket_state', ticket.stateId))}` +
        `,"urgency":${textJson(optionName(directory, 'ticket_urgency', ticket.urgencyId))}` +
        `,"opTime":${time(ticket.createdAt)}}`
      );
    }
    case 'follow_up': {
      const { followUp } = item;
      return (
        `{"feed_type":"CustomerFollowUp","id":${followUp.id}` +
        `,"loginNo":${textJson(loginAndName(directory, followUp.createdByAgentId))}` +
        `,"FollowUpContent":${JSON.stringify(followUp.content)}` +
        `,"dealFlag":${textJson(optionName(directory, 'deal_flag', followUp.dealFlagId))}` +
        `,"created_at":${time(followUp.createdAt)}}`
      );
    }
    case 'call': {
      const { call } = item;
      return (
        `{"feed_type":"CallLog","id":${call.id},"callType":"${call.direction === 'in' ? '呼入' : '呼出'}"` +
        `,"followUpContent":${textJson(call.result)},"callDuration":${call.durationS}` +
        `,"createdTime":${time(call.startedAt)}}`
      );
    }
    case 'message': {
      const { message } = item;
      return (
        `{"feed_type":"TextMsgLog","id":${message.id},"loginNo":${textJson(loginOf(directory, message.agentId))}` +
        `,"phone":${textJson(message.phone)},"content":${JSON.stringify(message.content)}` +
        `,"msgType":"${message.direction === 'in' ? '接收' : '发送'}","status":"${STATES[message.state]}"` +
        `,"createdTime":${time(message.sentAt)}}`
      );
    }
    case 'change': {
      const { change } = item;
      const author = agentOf(directory, change.agentId);
      const summary = `${change.label}:  ${change.oldText || '<空>'}---->${change.newText || '<空>'}`;
      return (
        `{"feed_type":"Alternation","time":${time(change.changedAt)}` +
        `,"author":{"loginNo":${textJson(author?.loginNo ?? null)},"loginName":${textJson(author?.name ?? null)}}` +
        `,"summary":${JSON.stringify(summary)}}`
      );
    }
  }
}

const STATES: Readonly<Record<MessageState, string>> = { sending: '发送中', sent: '成功', failed: '失败' };

/** `TRCS004_张三` (seed: 记录者工号_名称). */
function loginAndName(directory: Directory, agentId: bigint | null): string | null {
  const agent = agentOf(directory, agentId);
  return agent === undefined ? null : `${agent.loginNo}_${agent.name}`;
}
