import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_WAIT_MS = 10_000;
/** A request goes on to its next read or write sooner than this. */
const QUIET_MS = 20;

/** Reads and writes under way: a request of several isn't cut off between them when the store closes. */
export class UnderWay {
  #count = 0;
  #lastEndedAt = Number.NEGATIVE_INFINITY;

  async track<T>(work: Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work;
    } finally {
      this.#count -= 1;
      this.#lastEndedAt = performance.now();
    }
  }

  /** Waits until nothing has been under way for a moment, ten seconds at most: a database that was killed may never answer. */
  async ended(): Promise<void> {
    const givesUpAt = performance.now() + LONGEST_WAIT_MS;
    while (performance.now() < givesUpAt && (this.#count > 0 || performance.now() - this.#lastEndedAt < QUIET_MS)) {
      await delay(QUIET_MS);
    }
  }
}
