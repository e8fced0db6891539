import { createCustomer as create } from '#crm/customers/create-customer.ts';
import { refuseUnknown, type Operation } from '../operation.ts';
import { customerKeys, customerOf, readCustomer } from '../read-customer.ts';
import { listJson, writeCustomers } from '../write-customer.ts';

/** create_customer: answers the customer as it was stored. */
export const createCustomer: Operation = {
  name: 'create_customer',
  rest: { method: 'POST', path: '/customers' },
  reads: false,
  onSocket: true,
  members: ['customer', 'customerLabel'],
  async run(call) {
    const who = call.caller();
    const customer = customerOf(call.params);
    refuseUnknown(call, customer, customerKeys);
    const patch = readCustomer(who, customer, call.params)(null);
    const [written] = await call.store.write(async (db) =>
      writeCustomers(db, who, [await create(db, who, patch)], 'written'),
    );
    return `"customer":${written},"result":${listJson([written!])}`;
  },
};
