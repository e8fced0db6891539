import { setTimeout as delay } from 'node:timers/promises';
import { EngineUnavailableError, type Writer } from '../engine.ts';
import { RecentMap } from '../recent-map.ts';
import type { Connection } from './connection.ts';
import { isBusy } from './errors.ts';
import { PendingIndex } from './pending-index.ts';
import { Sequences } from './sequences.ts';

/** A write and the callback that answers its caller once the group it ran in is durable, or failed. */
interface Waiting {
  readonly work: (db: Writer) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Handle {
  readonly execute: Connection['execute'];
  readonly pending: PendingIndex;
  /** After the write succeeded: what it changed in the index goes on with the group. */
  keepIndex(): void;
  close(): void;
}

type MakeWriter = (execute: Connection['execute'], pending: PendingIndex, sequences: Sequences) => Writer;

const MOST_WRITES_A_GROUP = 256;
const LONGEST_GROUP_MS = 25;
const LONGEST_WAIT_FOR_LOCK_MS = 30_000;
const MOST_WAITING = 20_000;
/** How often a process asks for the lock that another one holds; and how long it leaves it free for those that ask. */
const ASK_AGAIN_MS = 1;
const LEAVE_FREE_MS = 2;
/** Without a pause a busy server would hold the lock nearly all the time, and a command beside it would hardly get it. */
const LEAVE_FREE_EVERY_MS = 200;
const OTHERS_REMEMBERED_MS = 2000;
/** Who writes now and then shall not meet a long transaction each time. */
const OTHERS_SPARED_MS = 10_000;

/**
 * Group commit: all writes that wait share one transaction and one wait for the disk. Each but the first runs in a
 * savepoint of its own, so a failing one undoes itself only, and each is answered after the COMMIT. The sequences are written at
 * the end, and so is the gram index, or before a write asks it.
 */
export class Transactions {
  readonly #connection: Connection;
  readonly #makeWriter: MakeWriter;
  readonly #onCommit: () => void;
  readonly #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  #dataVersion: number;
  #othersSeenAt = Number.NEGATIVE_INFINITY;
  #leftFreeAt = 0;

  constructor(connection: Connection, makeWriter: MakeWriter, onCommit: () => void) {
    this.#connection = connection;
    this.#makeWriter = makeWriter;
    this.#onCommit = onCommit;
    // Waiting for the lock must not hold the event loop.
    connection.database.exec('PRAGMA busy_timeout = 0');
    this.#dataVersion = this.#readDataVersion();
  }

  write<T>(work: (db: Writer) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new EngineUnavailableError('The store is closed.'));
    if (this.#queue.length >= MOST_WAITING) {
      return Promise.reject(new EngineUnavailableError('Too many writes are waiting.'));
    }
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as Waiting['resolve'], reject });
      this.#running ??= this.#drain();
    });
  }

  /** Whether another process committed something in the last ten seconds, or had the lock when this one wanted it. */
  othersWrote(): boolean {
    this.#lookForOthers();
    return performance.now() - this.#othersSeenAt < OTHERS_SPARED_MS;
  }

  /** Finishes what was accepted and accepts nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        // Requests that arrive in the same turn of the event loop, and reads, come before the next group.
        await nextTurn();
        await this.#runGroup();
        await this.#leaveFree();
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #runGroup(): Promise<void> {
    const answers: (() => void)[] = [];
    const group: Waiting[] = [];
    const pending = new PendingIndex();
    const sequences = new Sequences();
    try {
      await this.#begin();
      const startedAt = performance.now();
      const first = this.#queue.shift()!;
      group.push(first);
      const answer = await this.#runFirst(first, pending, sequences);
      if (answer === undefined) return;
      answers.push(answer);
      while (
        this.#queue.length > 0 &&
        group.length < MOST_WRITES_A_GROUP &&
        performance.now() - startedAt < LONGEST_GROUP_MS
      ) {
        const waiting = this.#queue.shift()!;
        group.push(waiting);
        answers.push(await this.#runInSavepoint(waiting, pending, sequences));
      }
      const execute: Connection['execute'] = (text, parameters) => this.#connection.execute(text, parameters);
      pending.write(execute);
      sequences.write(execute);
      execute('COMMIT');
    } catch (error) {
      this.#abandon(group.length === 0 ? this.#queue.splice(0) : group, error);
      return;
    }
    this.#onCommit();
    for (const answer of answers) answer();
  }

  /** The lock may be another process's (a command, another server process): waits without holding the event loop. */
  async #begin(): Promise<void> {
    const deadline = performance.now() + LONGEST_WAIT_FOR_LOCK_MS;
    for (;;) {
      try {
        this.#connection.execute('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        this.#othersSeenAt = performance.now();
        await delay(ASK_AGAIN_MS);
      }
    }
  }

  /** Lets other processes have the lock: after each group while some write too, else now and then. */
  async #leaveFree(): Promise<void> {
    if (this.#queue.length === 0) return;
    this.#lookForOthers();
    const now = performance.now();
    if (now - this.#othersSeenAt > OTHERS_REMEMBERED_MS && now - this.#leftFreeAt < LEAVE_FREE_EVERY_MS) return;
    await delay(LEAVE_FREE_MS);
    this.#leftFreeAt = performance.now();
  }

  #lookForOthers(): void {
    const version = this.#readDataVersion();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.#othersSeenAt = performance.now();
  }

  /** It changes with what other connections commit. */
  #readDataVersion(): number {
    return this.#connection.execute('PRAGMA data_version').rows[0]!['data_version'] as number;
  }

  /**
   * Runs the first write of a group without a savepoint: that costs a copy of every page that it touches, which a write of
   * many rows feels. When it fails its caller is told at once, nothing is answered, and the group ends with it.
   */
  async #runFirst(
    { work, resolve, reject }: Waiting,
    pending: PendingIndex,
    sequences: Sequences,
  ): Promise<(() => void) | undefined> {
    const handle = this.#openHandle(pending);
    try {
      const value = await work(this.#makeWriter(handle.execute, handle.pending, sequences));
      handle.keepIndex();
      return () => resolve(value);
    } catch (error) {
      if (this.#connection.database.isTransaction) this.#connection.execute('ROLLBACK');
      reject(error);
      return undefined;
    } finally {
      handle.close();
    }
  }

  /** Runs one write in its savepoint. Returns how to answer it; throws only when the whole group is lost. */
  async #runInSavepoint(
    { work, resolve, reject }: Waiting,
    pending: PendingIndex,
    sequences: Sequences,
  ): Promise<() => void> {
    const handle = this.#openHandle(pending);
    this.#connection.execute('SAVEPOINT write');
    try {
      const value = await work(this.#makeWriter(handle.execute, handle.pending, sequences));
      handle.close();
      this.#connection.execute('RELEASE write');
      handle.keepIndex();
      return () => resolve(value);
    } catch (error) {
      handle.close();
      // A full disk rolls the whole transaction back, savepoints included: then this throws and the group fails.
      this.#connection.execute('ROLLBACK TO write');
      this.#connection.execute('RELEASE write');
      return () => reject(error);
    }
  }

  /** What a write runs its statements with, until it ended. `before` is what the group has still to write into the index. */
  #openHandle(before: PendingIndex): Handle {
    const pending = new PendingIndex();
    const execute: Connection['execute'] = (text, parameters) => this.#connection.execute(text, parameters);
    let open = true;
    let hasWrittenIndex = false;
    return {
      pending,
      execute: (text, parameters) => {
        if (!open) throw new Error('A statement came after its write had ended: await everything inside store.write');
        if (asksIndex(text)) {
          // When the write fails, this is undone with it: the group's own is kept until then.
          if (!hasWrittenIndex) before.write(execute);
          hasWrittenIndex = true;
          pending.write(execute);
          pending.clear();
        }
        return execute(text, parameters);
      },
      keepIndex: () => {
        if (hasWrittenIndex) before.clear();
        before.take(pending);
      },
      close: () => {
        open = false;
      },
    };
  }

  #abandon(group: readonly Waiting[], error: unknown): void {
    if (this.#connection.database.isTransaction) this.#connection.execute('ROLLBACK');
    for (const { reject } of group) reject(error);
  }
}

const asking = new RecentMap<string, boolean>(512);

/** Whether a statement reads or writes the gram index. */
function asksIndex(text: string): boolean {
  let known = asking.get(text);
  if (known === undefined) asking.set(text, (known = text.includes('_search')));
  return known;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
