import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { auditLookup } from '../hidden-phones.ts';
import { findOne, readLookup } from '../lookup.ts';
import type { Operation } from '../operation.ts';

/** destroy_customer: deletes the one customer that `type` and `content` name. */
export const destroyCustomer: Operation = {
  name: 'destroy_customer',
  rest: { method: 'DELETE', path: '/customers/destroy_customer' },
  reads: false,
  onSocket: true,
  members: ['type', 'content'],
  async run(call) {
    const lookup = readLookup(call.params);
    const who = call.caller();
    await auditLookup(call, who, lookup);
    const id = await call.store.write(async (db) => {
      const customer = await findOne(db, who, lookup);
      await deleteCustomer(db, who, customer.id);
      return customer.id;
    });
    return `"customer_id":${id}`;
  },
};
