import { eventReach } from '#crm/changes/event-reach.ts';
import { eventsAfter, LONGEST_WRITE_MS, newestEventId, type StoredEvent } from '#crm/changes/read-events.ts';
import type { Store } from '#crm/store.ts';
import { FailingLog } from '#transport/failing-log.ts';
import type { Logger } from 'pino';
import type { Subscriber } from './subscriber.ts';

/** Commits that follow each other closely are read together. */
const GATHER_MS = 10;
const LOOK_AGAIN_MS = 30_000;
const ROWS_A_READ = 500;
/** Writes that run at the same time are few: ids so far below the newest can't come any more. */
const MOST_OPEN = 5000;

/** Those who listen to one tenant, and how far its events were read for them. */
interface Stream {
  readonly subscribers: Set<Subscriber>;
  /** Everything up to here was read, and nothing up to here can come any more. */
  settled: bigint;
  /** Events beyond `settled` that were handed out, with the time (local ms) when they were read. */
  readonly handed: Map<bigint, number>;
  version: number;
}

/**
 * Reads the events of the tenants that somebody listens to, once each for all listeners of this process, and hands each
 * listener those that it may see. An event is handed out at least once, in the order of ids but for concurrent writes.
 */
export class EventHub implements Disposable {
  readonly #store: Store;
  readonly #failing: FailingLog;
  readonly #streams = new Map<bigint, Stream>();
  readonly #stopListening: () => void;
  readonly #clock: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#failing = new FailingLog(log, 'events could not be read');
    this.#stopListening = store.engine.onEvents(() => this.#wake());
    this.#clock = setInterval(() => this.#wake(), LOOK_AGAIN_MS).unref();
  }

  /** Hands the subscriber what happens from now on; answers the newest event's id at that moment, and what ends it. */
  async subscribe(subscriber: Subscriber): Promise<{ lastEventId: bigint; end: () => void }> {
    const { tenantId } = subscriber;
    let stream = this.#streams.get(tenantId);
    if (stream === undefined) {
      const settled = await this.#store.read((db) => newestEventId(db, tenantId));
      stream = this.#streams.get(tenantId);
      if (stream === undefined) {
        const version = this.#store.engine.configVersion(tenantId);
        stream = { subscribers: new Set(), settled, handed: new Map(), version };
        this.#streams.set(tenantId, stream);
      }
    }
    const joined = stream;
    joined.subscribers.add(subscriber);
    const lastEventId = await this.#store.read((db) => newestEventId(db, tenantId));
    return {
      lastEventId,
      end: () => {
        joined.subscribers.delete(subscriber);
        if (joined.subscribers.size === 0 && this.#streams.get(tenantId) === joined) this.#streams.delete(tenantId);
      },
    };
  }

  [Symbol.dispose](): void {
    this.#stopListening();
    clearInterval(this.#clock);
    clearTimeout(this.#timer);
    this.#streams.clear();
  }

  #wake(): void {
    if (this.#streams.size === 0) return;
    if (this.#reading !== undefined) {
      this.#again = true;
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#reading = this.#readAll().finally(() => {
        this.#reading = undefined;
        if (this.#again) {
          this.#again = false;
          this.#wake();
        }
      });
    }, GATHER_MS);
  }

  async #readAll(): Promise<void> {
    for (const [tenantId, stream] of this.#streams) {
      try {
        await this.#checkConfiguration(tenantId, stream);
        await this.#read(tenantId, stream);
        this.#failing.succeeded();
      } catch (error) {
        this.#failing.failed(error);
      }
    }
  }

  async #checkConfiguration(tenantId: bigint, stream: Stream): Promise<void> {
    const version = this.#store.engine.configVersion(tenantId);
    if (version === stream.version) return;
    stream.version = version;
    await Promise.all([...stream.subscribers].map((subscriber) => subscriber.configurationChanged(version)));
  }

  async #read(tenantId: bigint, stream: Stream): Promise<void> {
    let from = stream.settled;
    for (;;) {
      const events = await this.#store.read((db) => eventsAfter(db, tenantId, from, ROWS_A_READ));
      const fresh = events.filter(({ id }) => !stream.handed.has(id));
      await this.#handOut(tenantId, stream, fresh);
      const now = performance.now();
      for (const { id } of fresh) stream.handed.set(id, now);
      if (events.length < ROWS_A_READ) break;
      from = events.at(-1)!.id;
    }
    this.#settle(stream);
  }

  async #handOut(tenantId: bigint, stream: Stream, events: readonly StoredEvent[]): Promise<void> {
    if (events.length === 0) return;
    const mayLearn = await this.#store.read((db) => eventReach(db, tenantId, events));
    for (const subscriber of stream.subscribers) await subscriber.take(events, mayLearn);
  }

  /** What was read long enough ago that no lower id can be committed any more needn't be remembered. */
  #settle(stream: Stream): void {
    // A single writer commits in the order of ids.
    const inOrder = this.#store.engine.capabilities.counterSlots === 1;
    const longAgo = inOrder ? Infinity : performance.now() - LONGEST_WRITE_MS;
    let open = stream.handed.size;
    for (const [id, readAt] of [...stream.handed].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (readAt > longAgo && open <= MOST_OPEN) return;
      stream.settled = id;
      stream.handed.delete(id);
      open -= 1;
    }
  }
}
