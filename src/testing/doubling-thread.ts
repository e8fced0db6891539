import { setTimeout as delay } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { answerRequests } from '#jobs/worker-thread.ts';

const { factor } = workerData as { factor: bigint };

/** A thread for the tests of threads. */
answerRequests(async ({ value, slow, endless }: { value: bigint | string; slow?: boolean; endless?: boolean }) => {
  if (typeof value === 'string') throw new TypeError('no number');
  if (slow === true) await delay(50);
  for (; endless === true; );
  return value * factor;
});
