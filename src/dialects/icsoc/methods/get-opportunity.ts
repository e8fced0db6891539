import { getOpportunity as get } from '#crm/opportunities/get-opportunity.ts';
import type { Operation } from '../operation.ts';
import { opportunityText } from '../write-opportunity.ts';

/** Ours. */
export const getOpportunity: Operation = {
  method: 'GET',
  path: '/opportunity/:id',
  parameters: [],
  async run({ who, id, read }) {
    const opportunityId = id();
    return await read(async (db) => opportunityText(db, who, await get(db, who, opportunityId)));
  },
};
