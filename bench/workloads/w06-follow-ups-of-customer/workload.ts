import { get, pick } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

/** icsoc: the newest 20 follow-ups of a customer, each with the whole client and opportunity. */
export const w06: PairedWorkload = {
  id: 'W6',
  title: 'newest 20 follow-ups of a customer with client and opportunity (icsoc)',
  goal: 0.5,
  writes: false,
  huiliu:
    (keys, { icsoc }) =>
    () =>
      get(
        '/openapi/v1/followupRecord/followupRecords',
        { cle_id: pick(keys.followedCustomers), page_size: '20' },
        icsoc,
      ),
  huiliuIsRight: (body) =>
    body.startsWith('{"code":200,"message":"ok","data":{"cursor":"') && body.includes('"client":{'),
  baseline: (keys) => () => get('/follow-ups', { customer: pick(keys.followedCustomers) }),
  baselineIsRight: (body) => body.startsWith('{"total":') && body.includes('"client":{'),
};
