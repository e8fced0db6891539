/**
 * Which statements are worth preparing: the driver keeps each, on every connection, for as long as that lives. A caller who asks
 * through every filter for every length of a page would fill the database's memory.
 */
export class PreparedTexts {
  readonly #most: number;
  readonly #lifetimeMs: number;
  readonly #texts = new Set<string>();
  #since = -Infinity;

  constructor(most: number, lifetimeMs: number) {
    this.#most = most;
    this.#lifetimeMs = lifetimeMs;
  }

  /** Whether to prepare the statement at this time: those that came first within a lifetime are, as all are in practice. */
  admits(text: string, now: number): boolean {
    if (this.#texts.has(text)) return true;
    if (now - this.#since > this.#lifetimeMs) {
      this.#texts.clear();
      this.#since = now;
    }
    if (this.#texts.size >= this.#most) return false;
    this.#texts.add(text);
    return true;
  }
}
