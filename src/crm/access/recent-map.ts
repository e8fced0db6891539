/** A map that keeps the entries used last, up to `most`. */
export class RecentMap<K, V> {
  readonly #most: number;
  /** In the order of last use. */
  readonly #entries = new Map<K, V>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** Takes `key` out, if `value` still stands there. */
  drop(key: K, value: V): void {
    if (this.#entries.get(key) === value) this.#entries.delete(key);
  }
}

/** One `T` for each owner, made at first use and dropped with it: what is cached belongs to one store. */
export function perOwner<Owner extends object, T>(make: () => T): (owner: Owner) => T {
  const made = new WeakMap<Owner, T>();
  return (owner) => {
    let value = made.get(owner);
    if (value === undefined) made.set(owner, (value = make()));
    return value;
  };
}
