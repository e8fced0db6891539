const LOOK_FOR_OTHERS_MS = 250;

interface EventWatch {
  /** Says that a transaction of this process was committed. */
  committed(): void;
  listen(wake: () => void): () => void;
  stop(): void;
}

/**
 * Wakes listeners after own commits at once and regularly for those of other processes. Telling each other by NOTIFY
 * would make all commits of a database wait for one another.
 */
export function watchEvents(): EventWatch {
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  const wakeAll = (): void => {
    for (const wake of listeners) wake();
  };
  return {
    committed: wakeAll,
    listen(wake) {
      listeners.add(wake);
      timer ??= setInterval(wakeAll, LOOK_FOR_OTHERS_MS).unref();
      return () => listeners.delete(wake);
    },
    stop() {
      clearInterval(timer);
      listeners.clear();
    },
  };
}
