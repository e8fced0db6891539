/**
 * postgres.js (3.4) writes in a later turn of the event loop; when the connection was lost in between, it throws where nobody
 * can catch it, and the connection never works again. Its statements were rejected already, so nothing else is wrong.
 */
export function isOrphanWrite(error: unknown): boolean {
  return error instanceof TypeError && /\bnextWrite\b.*postgres\/src\/connection\.js/.test(error.stack ?? '');
}

/** A database that goes takes many connections at once: they are renewed together. */
const GATHER_MS = 200;

/** Calls `renew` soon after it happened; other exceptions end the process as ever. Returns what ends the watch. */
export function onOrphanWrite(renew: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const renewSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      renew();
    }, GATHER_MS);
  };
  const listener = (error: unknown): void => {
    if (isOrphanWrite(error)) renewSoon();
    else if (process.listeners('uncaughtException').every((other) => watches.has(other))) throw error;
  };
  watches.add(listener);
  process.on('uncaughtException', listener);
  return () => {
    clearTimeout(timer);
    process.off('uncaughtException', listener);
    watches.delete(listener);
  };
}

const watches = new Set<unknown>();
