import type { Connection } from './connection.ts';

/**
 * Reads of one turn of the event loop share one snapshot: taking and leaving the read lock costs three times what a point
 * read does. It ends with the turn, and before a commit of this process is answered, so that every read sees the writes
 * acknowledged here. Another server process could acknowledge one meanwhile: only for the one server of a store.
 */
export class SharedSnapshot {
  readonly #connection: Connection;
  readonly #versions = new Map<bigint, number>();
  #open = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  execute(text: string, parameters?: readonly unknown[]): ReturnType<Connection['execute']> {
    if (!this.#open) {
      this.#connection.execute('BEGIN');
      this.#open = true;
      setImmediate(() => this.end());
    }
    return this.#connection.execute(text, parameters);
  }

  /** What `read` answered for this tenant in this snapshot: every request asks. */
  configVersion(tenantId: bigint, read: () => number): number {
    let version = this.#versions.get(tenantId);
    if (version === undefined) {
      version = read();
      this.#versions.set(tenantId, version);
    }
    return version;
  }

  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#versions.clear();
    this.#connection.execute('COMMIT');
  }
}
