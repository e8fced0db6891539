import type { BenchRequest } from '../../load.ts';
import { pick } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';
import { w01 } from '../w01-customer-by-phone/workload.ts';
import { w02 } from '../w02-filtered-list/workload.ts';
import { w03 } from '../w03-name-part/workload.ts';
import { w04 } from '../w04-create-customer/workload.ts';
import { w05 } from '../w05-create-follow-up/workload.ts';
import { w06 } from '../w06-follow-ups-of-customer/workload.ts';
import { w08 } from '../w08-company-search/workload.ts';

const reads = [w01, w02, w03, w06, w08];
const writes = [w04, w05];

/** Four reads to one write, every dialect. */
export const w07: PairedWorkload = {
  id: 'W7',
  title: '80 % reads, 20 % writes, all dialects mixed',
  goal: 0.5,
  writes: true,
  huiliu: (keys, credentials) => mixed((one) => one.huiliu(keys, credentials)),
  huiliuIsRight: (body) =>
    body.startsWith('{"code":1000') || body.startsWith('{"code":200,') || w08.huiliuIsRight(body),
  baseline: (keys) => mixed((one) => one.baseline(keys)),
  baselineIsRight: (body) => body.startsWith('{'),
};

function mixed(requestsOf: (one: PairedWorkload) => () => BenchRequest): () => BenchRequest {
  const reading = reads.map(requestsOf);
  const writing = writes.map(requestsOf);
  return () => pick(Math.random() < 0.8 ? reading : writing)();
}
