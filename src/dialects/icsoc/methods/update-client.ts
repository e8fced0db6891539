import { getCustomer } from '#crm/customers/get-customer.ts';
import { requireCustomerFields } from '#crm/customers/required-fields.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { changedMembers } from '../changed-members.ts';
import { clientKeys, clientWording, readClient } from '../client.ts';
import type { Operation } from '../operation.ts';
import { writeClient } from '../write-client.ts';

/** Ours: changes what the body says, and answers the client as it is then. */
export const updateClient: Operation = {
  method: 'PUT',
  path: '/client/:id',
  parameters: [],
  wording: clientWording,
  async run(call) {
    const { who } = call;
    const id = call.id();
    const body = call.body();
    return await call.write(async (db) => {
      const present = await getCustomer(db, who, id);
      const patch = readClient(
        call,
        changedMembers(call, body, clientKeys, await writeClient(db, who, present)),
        'update',
      );
      requireCustomerFields(who, patch, present);
      return await writeClient(db, who, await updateCustomer(db, who, id, patch));
    });
  },
};
