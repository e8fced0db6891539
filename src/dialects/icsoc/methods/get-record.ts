import { getCustomer } from '#crm/customers/get-customer.ts';
import { getFollowUp } from '#crm/follow-ups/get-follow-up.ts';
import type { Operation } from '../operation.ts';
import { recordJson } from '../write-follow-up.ts';

/** 跟进记录详情接口. */
export const getRecord: Operation = {
  method: 'GET',
  path: '/followupRecord/:id',
  parameters: [],
  async run({ who, id, read }) {
    const recordId = id();
    return await read(async (db) => {
      const followUp = await getFollowUp(db, who, recordId);
      const { name } = await getCustomer(db, who, followUp.customerId);
      return recordJson(who, followUp, name);
    });
  },
};
