import type { Selectable } from 'kysely';
import type { AgentRef } from '#crm/customers/customer.ts';
import type { Caller } from '#crm/store.ts';
import type { MessagesTable } from '#engines/engine.ts';
import { shownPhone, type PartyInput } from './party.ts';

export type MessageDirection = MessagesTable['direction'];
export type MessageState = MessagesTable['state'];
export type MessageRow = Selectable<MessagesTable>;

/** A text message as its caller may see it. */
export interface Message {
  readonly id: bigint;
  /** The gateway's own name for it; null = it has none and can't be written again. */
  readonly serial: string | null;
  readonly customerId: bigint | null;
  readonly phone: string;
  readonly agentId: bigint | null;
  readonly direction: MessageDirection;
  readonly content: string;
  readonly state: MessageState;
  readonly sentAt: number;
}

/** What is said of a message. What isn't there stays; of a new message it is the value in brackets. */
export interface MessageInput extends PartyInput {
  readonly serial?: string | null;
  /** (none) */
  readonly agent?: AgentRef | null;
  /** (out) */
  readonly direction?: MessageDirection;
  /** Required of a new one; at most 20,000 code points. */
  readonly content?: string;
  /** (sent) */
  readonly state?: MessageState;
  /** (now) UTC ms. */
  readonly sentAt?: number;
}

export function toMessage(who: Caller, row: MessageRow): Message {
  return {
    id: row.id,
    serial: row.serial,
    customerId: row.customer_id,
    phone: shownPhone(who, row.phone),
    agentId: row.agent_id,
    direction: row.direction,
    content: row.content,
    state: row.state,
    sentAt: row.sent_at,
  };
}
