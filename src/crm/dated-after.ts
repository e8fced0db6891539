import type { Caller } from './store.ts';

/** So long at most an edit may have waited for another one of its record. */
const LONGEST_WAIT_MS = 10_000;

/**
 * The caller of an edit, whose "now" is no earlier than the record's last edit (UTC ms): a request that waited for another
 * one to let the record go began before that one ended. A clock that was set back, and a time to come that an import kept,
 * are let be.
 */
export function datedAfter(who: Caller, lastEditAt: number): Caller {
  const ahead = lastEditAt - who.now;
  return ahead > 0 && ahead <= LONGEST_WAIT_MS ? { ...who, now: lastEditAt } : who;
}
