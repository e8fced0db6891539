import type { Selectable } from 'kysely';
import type { AgentRef } from '#crm/customers/customer.ts';
import type { Caller } from '#crm/store.ts';
import type { CallsTable } from '#engines/engine.ts';
import { shownPhone, type PartyInput } from './party.ts';

export type CallDirection = CallsTable['direction'];
export type CallState = CallsTable['state'];
export type CallRow = Selectable<CallsTable>;

/** A call as its caller may see it. */
export interface Call {
  readonly id: bigint;
  /** The telephone system's own name for it, unique in the tenant. */
  readonly serial: string;
  readonly customerId: bigint | null;
  /** As sent, or masked; '' when a customer without a phone was named. */
  readonly phone: string;
  readonly direction: CallDirection;
  readonly agentId: bigint | null;
  readonly state: CallState;
  readonly result: string;
  /** Seconds. */
  readonly durationS: number;
  readonly recordingUrl: string | null;
  readonly startedAt: number;
}

/** What is said of a call. What isn't there stays; of a new call it is the value in brackets. */
export interface CallInput extends PartyInput {
  readonly serial: string;
  /** (in) */
  readonly direction?: CallDirection;
  /** (none) */
  readonly agent?: AgentRef | null;
  /** (ended) */
  readonly state?: CallState;
  /** ('') */
  readonly result?: string;
  /** (0) Whole seconds. */
  readonly durationS?: number;
  /** (none) http or https. */
  readonly recordingUrl?: string | null;
  /** (now) UTC ms. */
  readonly startedAt?: number;
}

export function toCall(who: Caller, row: CallRow): Call {
  return {
    id: row.id,
    serial: row.serial,
    customerId: row.customer_id,
    phone: shownPhone(who, row.phone),
    direction: row.direction,
    agentId: row.agent_id,
    state: row.state,
    result: row.result,
    durationS: row.duration_s,
    recordingUrl: row.recording_url,
    startedAt: row.started_at,
  };
}
