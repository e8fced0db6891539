import type { Connection } from './connection.ts';

const LOOK_FOR_OTHERS_MS = 250;

interface EventWatch {
  /** Says that a transaction of this process was committed. */
  committed(): void;
  listen(wake: () => void): () => void;
  stop(): void;
}

/** Wakes listeners after own commits at once, and after those of other processes by SQLite's data version. */
export function watchEvents(connection: Connection): EventWatch {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let seen = 0;

  const wakeAll = (): void => {
    for (const wake of listeners) wake();
  };
  const look = (): void => {
    const version = connection.execute('PRAGMA data_version').rows[0]!['data_version'] as number;
    if (version === seen) return;
    seen = version;
    wakeAll();
  };
  return {
    committed: wakeAll,
    listen(wake) {
      listeners.add(wake);
      timer ??= setInterval(look, LOOK_FOR_OTHERS_MS).unref();
      return () => listeners.delete(wake);
    },
    stop() {
      clearInterval(timer);
      listeners.clear();
    },
  };
}
