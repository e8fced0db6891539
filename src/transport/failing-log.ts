const AGAIN_AFTER_MS = 60_000;

/**
 * Logs what is tried several times a second, as while the store is away: the first failure, and one a minute while it goes on,
 * rather than each.
 */
export class FailingLog {
  readonly #log: { error(facts: object, message: string): void };
  readonly #message: string;
  #quietUntil = 0;

  constructor(log: { error(facts: object, message: string): void }, message: string) {
    this.#log = log;
    this.#message = message;
  }

  failed(error: unknown): void {
    const now = performance.now();
    if (now < this.#quietUntil) return;
    this.#quietUntil = now + AGAIN_AFTER_MS;
    this.#log.error({ err: error }, this.#message);
  }

  /** The next failure is logged at once. */
  succeeded(): void {
    this.#quietUntil = 0;
  }
}
