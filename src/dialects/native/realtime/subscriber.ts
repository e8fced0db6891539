import type { WebSocket } from 'ws';
import { getRingingCall } from '#crm/activities/get-activity.ts';
import { callerFor } from '#crm/access/caller-for.ts';
import type { EventReach } from '#crm/changes/event-reach.ts';
import type { StoredEvent } from '#crm/changes/read-events.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Store, Via } from '#crm/store.ts';
import { showAgent } from '../show/refs.ts';
import { showCallPop } from '../show/call-pop.ts';
import { showTime } from '../time.ts';

/** What a listener that doesn't read may leave lying here; beyond, it is told to read everything anew. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
/** While an import runs, a console reads its lists anew rather than hear of each row. */
const MOST_AT_ONCE = 200;
export const CREDENTIALS_ENDED = 4401;
const TRY_AGAIN_LATER = 1013;

export interface SubscriberOptions {
  readonly socket: WebSocket;
  readonly store: Store;
  readonly tenantId: bigint;
  readonly agentId: bigint;
  readonly via: Via;
  /** Whether the credentials that it came with still stand. */
  readonly stillStands: () => Promise<boolean>;
}

/** One open console (or integration) and what it may learn. */
export class Subscriber {
  readonly tenantId: bigint;
  readonly #options: SubscriberOptions;

  constructor(options: SubscriberOptions) {
    this.tenantId = options.tenantId;
    this.#options = options;
  }

  /** Sends the events that the agent may learn of, and pops up the calls that ring for it. */
  async take(events: readonly StoredEvent[], mayLearn: EventReach): Promise<void> {
    const who = await this.#caller();
    if (who === null) return;
    const crowded = events.length > MOST_AT_ONCE;
    if (crowded) this.#send({ type: 'resync' });
    for (const event of events) {
      if (ringsFor(who, event)) await this.#popUp(who, event);
      if (!crowded && mayLearn(who, event)) this.#send(showEvent(who, event));
    }
  }

  /** Sends events of the past: a call that rang then pops up no more. */
  async replay(events: readonly StoredEvent[], mayLearn: EventReach): Promise<void> {
    const who = await this.#caller();
    if (who === null) return;
    for (const event of events) if (mayLearn(who, event)) this.#send(showEvent(who, event));
  }

  /** Closes when the credentials ended, else tells that people or rules changed. */
  async configurationChanged(version: number): Promise<void> {
    if (await this.check()) this.#send({ type: 'directory', version });
  }

  /** Closes when the credentials ended; whether they stand. */
  async check(): Promise<boolean> {
    if (await this.#options.stillStands()) return true;
    this.#options.socket.close(CREDENTIALS_ENDED);
    return false;
  }

  async #popUp(who: Caller, event: StoredEvent): Promise<void> {
    const pop = await this.#options.store.read(async (db) =>
      showCallPop(db, who, await getRingingCall(db, who, event.recordId)),
    );
    this.#send({ type: 'call', id: String(event.id), pop });
  }

  /** The agent as it is now; null, and the socket closes, when it may no longer act. */
  async #caller(): Promise<Caller | null> {
    const { store, tenantId, agentId, via, socket } = this.#options;
    try {
      return await callerFor(store, tenantId, agentId, via);
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      socket.close(CREDENTIALS_ENDED);
      return null;
    }
  }

  #send(message: object): void {
    const { socket } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MOST_WAITING_BYTES) {
      socket.close(TRY_AGAIN_LATER);
      return;
    }
    socket.send(JSON.stringify(message));
  }
}

/** A call rings at an agent whatever its data scope: who may not see the customer is shown the phone alone. */
export function ringsFor(who: Caller, { kind, detail }: StoredEvent): boolean {
  return kind === 'call.ringing' && detail['agentId'] === String(who.agentId);
}

export function showEvent(who: Caller, event: StoredEvent): object {
  return {
    type: 'event',
    id: String(event.id),
    kind: event.kind,
    record: event.record,
    recordId: String(event.recordId),
    customerId: event.customerId === null ? null : String(event.customerId),
    at: showTime(event.happenedAt),
    agent: showAgent(who, event.agentId),
    detail: event.detail,
  };
}
