import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Operation } from '../operation.ts';
import { writeClient } from '../write-client.ts';

/** Ours. */
export const getClient: Operation = {
  method: 'GET',
  path: '/client/:id',
  parameters: [],
  async run({ who, id, read }) {
    const clientId = id();
    return await read(async (db) => writeClient(db, who, await getCustomer(db, who, clientId)));
  },
};
