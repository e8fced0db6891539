import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { findOne, readLookup } from '../lookup.ts';
import type { Operation } from '../operation.ts';

/** destroy_customer: deletes the one customer that `type` and `content` name. */
export const destroyCustomer: Operation = {
  name: 'destroy_customer',
  reads: false,
  async run({ store, params, caller }) {
    const lookup = readLookup(params);
    const who = caller();
    const id = await store.write(async (db) => {
      const customer = await findOne(db, who, lookup);
      await deleteCustomer(db, who, customer.id);
      return customer.id;
    });
    return `"customer_id":${id}`;
  },
};
