import type { Directory } from '#crm/access/directory.ts';
import type { Caller } from '#crm/store.ts';

/** A caller on its way to a thread. Its directory, which may be large, goes along only where it isn't the one sent last. */
export interface SentCaller extends Omit<Caller, 'directory'> {
  readonly directory: Directory | null;
}

/** Makes callers ready to be sent to one thread. */
export function callerSender(): (who: Caller) => SentCaller {
  let last: Directory | undefined;
  return (who) => {
    const known = who.directory === last;
    last = who.directory;
    return known ? { ...who, directory: null } : who;
  };
}

/** Their other end, in the thread. */
export function callerReceiver(): (sent: SentCaller) => Caller {
  let last: Directory | undefined;
  return (sent) => {
    last = sent.directory ?? last;
    return { ...sent, directory: last! };
  };
}
