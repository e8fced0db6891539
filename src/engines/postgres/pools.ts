import { EngineUnavailableError } from '../engine.ts';
import { execute, openPool } from './connection.ts';
import { isWorthRetrying } from './errors.ts';

type Pool = ReturnType<typeof openPool>;

export interface PoolsOptions {
  readonly url: string;
  readonly readUrl: string | undefined;
  readonly size: number;
}

const LONGEST_END_S = 5;

/** The connections of one process, which can be made anew as a whole. */
export class Pools {
  readonly #options: PoolsOptions;
  /** For transactions, and for reads where there is no replica. */
  primary: Pool;
  /** A connection of its own for ids and messages: every one of the pool may be in a transaction that waits for it. */
  side: Pool;
  #replica: Pool | undefined;

  constructor(options: PoolsOptions) {
    this.#options = options;
    const { url, readUrl, size } = options;
    const commitsOnReplica = readUrl !== undefined;
    this.primary = openPool({ url, size, commitsOnReplica });
    this.side = openPool({ url, size: 1, commitsOnReplica });
    this.#replica = readUrl === undefined ? undefined : openPool({ url: readUrl, size });
  }

  /** Reads from the replica; from the primary where there is none, it can't be reached or its recovery breaks the read off. */
  async read<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
    if (this.#replica === undefined) return await work(this.primary);
    try {
      return await work(this.#replica);
    } catch (error) {
      if (!(error instanceof EngineUnavailableError) && !isWorthRetrying(error)) throw error;
      return await work(this.primary);
    }
  }

  /** Leaves every connection behind for a new one; statements under way on the old ones are rejected at once. */
  renew(): void {
    const old = this.#all();
    const fresh = new Pools(this.#options);
    this.primary = fresh.primary;
    this.side = fresh.side;
    this.#replica = fresh.#replica;
    for (const pool of old) pool.end({ timeout: 0 }).catch(() => undefined);
  }

  async end(): Promise<void> {
    await Promise.all(this.#all().map((pool) => pool.end({ timeout: LONGEST_END_S })));
  }

  #all(): Pool[] {
    return this.#replica === undefined ? [this.primary, this.side] : [this.primary, this.side, this.#replica];
  }
}

/**
 * Reads must see every acknowledged write, and configuration above all: the replica has to apply a commit before it is
 * acknowledged. Raises a one-line error when the primary waits for no replica.
 */
export async function requireSynchronousReplica(primary: Pool): Promise<void> {
  const { rows } = await execute(primary, "SELECT current_setting('synchronous_standby_names') AS names");
  if (rows[0]!['names'] !== '') return;
  throw new Error(
    'HUILIU_READ_URL needs a synchronous replica: name it in synchronous_standby_names of the primary, so that reads see every write',
  );
}
