import { pick, post } from '../../requests.ts';
import type { PairedWorkload } from '../../workload.ts';

const CONTENT = '<p>已电话联系客户，约定下周上门拜访，确认需求与报价</p>';

/** icsoc: a new follow-up of a random customer, answered once it is durable. */
export const w05: PairedWorkload = {
  id: 'W5',
  title: 'create a follow-up (icsoc)',
  goal: 0.5,
  writes: true,
  huiliu:
    (keys, { icsoc }) =>
    () =>
      post(
        '/openapi/v1/followupRecord',
        { cle_id: pick(keys.customers), record_type: Number(keys.followUpType), record_content: CONTENT },
        icsoc,
      ),
  huiliuIsRight: (body) => body.startsWith('{"code":200,"message":"ok","data":{"id":"'),
  baseline: (keys) => () =>
    post('/create-follow-up', { customer: pick(keys.customers), type: Number(keys.followUpType), content: CONTENT }),
  baselineIsRight: (body) => body.startsWith('{"id":"'),
};
