import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_WAIT_MS = 5000;

/** Reads and writes under way: one of several statements is not cut off between them when the store closes. */
export class UnderWay {
  #count = 0;
  #last: PromiseWithResolvers<void> | undefined;

  async track<T>(work: Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) this.#last?.resolve();
    }
  }

  /** Waits until the last has ended, five seconds at most: a database that was killed may never answer. */
  async ended(): Promise<void> {
    if (this.#count === 0) return;
    this.#last = Promise.withResolvers();
    const cut = new AbortController();
    await Promise.race([
      this.#last.promise,
      delay(LONGEST_WAIT_MS, undefined, { signal: cut.signal }).catch(() => undefined),
    ]);
    cut.abort();
  }
}
