import type { Writer } from '#crm/store.ts';
import { toNativeError } from './errors.ts';
import { Problem, toProblem } from './problem.ts';
import type { Call } from './route.ts';

export interface Failure {
  id: string;
  problem: Problem;
}

/** Runs a write for each id in a transaction of its own; a refused one is told and stops none of the others. */
export async function eachByItself<T>(
  call: Call,
  ids: readonly bigint[],
  work: (db: Writer, id: bigint) => Promise<T>,
): Promise<{ done: T[]; failed: Failure[] }> {
  const settled = await Promise.allSettled(ids.map((id) => call.store.write((db) => work(db, id))));
  const done: T[] = [];
  const failed: Failure[] = [];
  settled.forEach((one, at) => {
    if (one.status === 'fulfilled') {
      done.push(one.value);
      return;
    }
    const known = toNativeError(one.reason);
    if (known === null) throw one.reason;
    failed.push({ id: String(ids[at]), problem: toProblem(known, call.request.id) });
  });
  return { done, failed };
}
