import { load, residentMiB } from '../../load.ts';
import { signIn } from '../../requests.ts';
import type { LoneWorkload } from '../../workload.ts';
import { w07 } from '../w07-mixed/workload.ts';

/** Resident memory while W7 is served at 16 connections. */
export const w13: LoneWorkload = {
  id: 'W13',
  title: 'memory while serving W7',
  goalText: '< 250 MiB resident',
  async measure({ store, keys, seconds, start }) {
    await using server = await start();
    const credentials = await signIn(store, server.url);
    let most = 0;
    const look = setInterval(() => {
      most = Math.max(most, residentMiB(server.pid));
    }, 100);
    const target = {
      url: server.url,
      pid: server.pid,
      writes: true,
      isRight: w07.huiliuIsRight,
      request: w07.huiliu(keys, credentials),
    };
    const { requestsPerSecond, wrong } = await load(target, 16, seconds * 4);
    clearInterval(look);
    return [
      { name: 'most resident', value: most, unit: 'MiB' },
      { name: 'requests a second', value: requestsPerSecond, unit: '' },
      { name: 'wrong answers', value: wrong, unit: '' },
    ];
  },
};
