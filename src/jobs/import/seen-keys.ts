/**
 * Remembers which keys came by, 53 bits of each, so that a file of millions of rows takes some tens of megabytes. Two
 * keys meet by chance once in some thousand files of a million rows.
 */
export class SeenKeys {
  readonly #hashes = new Set<number>();

  has(key: string): boolean {
    return this.#hashes.has(hash53(key));
  }

  add(keys: readonly string[]): void {
    for (const key of keys) this.#hashes.add(hash53(key));
  }
}

/** Two FNV-1a hashes with different starts, joined. */
function hash53(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
