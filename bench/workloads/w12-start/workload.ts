import type { LoneWorkload } from '../../workload.ts';

/** From the start of the process to its first answer. */
export const w12: LoneWorkload = {
  id: 'W12',
  title: 'start to first answer',
  goalText: '< 1 s, flat',
  async measure({ start }) {
    const times: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const startedAt = performance.now();
      await using server = await start();
      const answer = await fetch(`${server.url}/readyz`);
      if (!answer.ok) throw new Error(`not ready: ${answer.status}`);
      times.push(performance.now() - startedAt);
    }
    return [{ name: 'median of 5', value: Math.round(times.toSorted((a, b) => a - b)[2]!), unit: 'ms' }];
  },
};
