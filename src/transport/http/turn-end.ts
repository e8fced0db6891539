import { setImmediate } from 'node:timers/promises';

let end: Promise<void> | undefined;

/**
 * The end of this turn of the event loop, one for all who ask in it. Answers that wait for it leave one after the other, so
 * that a peer is woken once for all of them: to wake it for each costs more than to find a customer.
 */
export function turnEnd(): Promise<void> {
  end ??= setImmediate().then(() => {
    end = undefined;
  });
  return end;
}
