import { createCustomer } from '#crm/customers/create-customer.ts';
import { requireCustomerFields } from '#crm/customers/required-fields.ts';
import { givenMembers } from '../changed-members.ts';
import { clientKeys, clientWording, readClient } from '../client.ts';
import { idsJson } from '../ids.ts';
import type { Operation } from '../operation.ts';

export const createClient: Operation = {
  method: 'POST',
  path: '/client',
  parameters: [],
  wording: clientWording,
  async run(call) {
    const patch = readClient(call, givenMembers(call, call.body(), clientKeys), 'create');
    requireCustomerFields(call.who, patch, null);
    const { id } = await call.write((db) => createCustomer(db, call.who, patch));
    return idsJson(id);
  },
};
