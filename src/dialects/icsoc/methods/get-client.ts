import { getCustomer } from '#crm/customers/get-customer.ts';
import type { Operation } from '../operation.ts';
import { writeClients } from '../write-client.ts';

/** Ours. */
export const getClient: Operation = {
  method: 'GET',
  path: '/client/:id',
  parameters: [],
  async run({ who, id, read }) {
    const clientId = id();
    return await read(async (db) => {
      const texts = await writeClients(db, who, [await getCustomer(db, who, clientId)]);
      return texts.get(clientId)!;
    });
  },
};
