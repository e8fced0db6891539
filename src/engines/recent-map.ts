/**
 * A map of at most `most` entries, of which the half that was used last surely stays. Two generations: moving an entry to
 * the end at each use would cost several times what finding it does.
 */
export class RecentMap<K, V> {
  readonly #halfOfMost: number;
  #recent = new Map<K, V>();
  #former = new Map<K, V>();

  constructor(most: number) {
    this.#halfOfMost = Math.max(1, Math.floor(most / 2));
  }

  get(key: K): V | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const former = this.#former.get(key);
    if (former !== undefined) this.set(key, former);
    return former;
  }

  set(key: K, value: V): void {
    this.#former.delete(key);
    if (this.#recent.size >= this.#halfOfMost && !this.#recent.has(key)) {
      this.#former = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, value);
  }

  /** Takes `key` out, if `value` still stands there. */
  drop(key: K, value: V): void {
    if (this.#recent.get(key) === value) this.#recent.delete(key);
    if (this.#former.get(key) === value) this.#former.delete(key);
  }

  clear(): void {
    this.#recent.clear();
    this.#former.clear();
  }
}
