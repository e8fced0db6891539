import type { Caller } from './store.ts';

/**
 * The caller of an edit, whose "now" is no earlier than the record's last edit (UTC ms): a request that waited for another
 * one to let the record go began before that one ended. A time to come, as an import may keep it, counts for nothing.
 */
export function datedAfter(who: Caller, lastEditAt: number): Caller {
  return lastEditAt > who.now && lastEditAt <= Date.now() ? { ...who, now: lastEditAt } : who;
}
