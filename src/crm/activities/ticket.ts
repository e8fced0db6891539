import type { Selectable } from 'kysely';
import type { AgentRef, OptionRef } from '#crm/customers/customer.ts';
import type { TicketsTable } from '#engines/engine.ts';
import type { KeptActivity } from './saved.ts';

export type TicketRow = Selectable<TicketsTable>;

export interface Ticket {
  readonly id: bigint;
  /** Grows with every change: the moment of the last one, and later than the one before it. */
  readonly version: number;
  /** The ticket system's own name for it; null = it has none and can't be written again. */
  readonly serial: string | null;
  readonly customerId: bigint;
  readonly title: string;
  /** HTML as sent; never rendered unsanitised. */
  readonly content: string;
  readonly handlerAgentId: bigint | null;
  readonly stateId: bigint | null;
  readonly urgencyId: bigint | null;
  readonly createdAt: number;
  readonly createdByAgentId: bigint | null;
  readonly updatedAt: number;
  /** Since when it is closed; null while it is open. */
  readonly closedAt: number | null;
}

/** What is said of a ticket. What isn't there stays; of a new ticket it is the value in brackets. */
export interface TicketInput {
  readonly serial?: string | null;
  /** Required of a new one; a ticket stays with its customer. */
  readonly customerId?: bigint;
  /** Required of a new one; at most 255 code points. */
  readonly title?: string;
  /** ('') At most 20,000 code points. */
  readonly content?: string;
  /** (none) */
  readonly handler?: AgentRef | null;
  /** (the first of the dictionary) */
  readonly state?: OptionRef | null;
  /** (none) */
  readonly urgency?: OptionRef | null;
}

export interface KeptTicket extends KeptActivity {
  readonly createdAt?: number;
  readonly createdByAgentId?: bigint | null;
  readonly updatedAt?: number;
  readonly closedAt?: number | null;
}

export function toTicket(row: TicketRow): Ticket {
  return {
    id: row.id,
    version: row.updated_at,
    serial: row.serial,
    customerId: row.customer_id,
    title: row.title,
    content: row.content,
    handlerAgentId: row.handler_agent_id,
    stateId: row.state_id,
    urgencyId: row.urgency_id,
    createdAt: row.created_at,
    createdByAgentId: row.created_by_agent_id,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
  };
}
