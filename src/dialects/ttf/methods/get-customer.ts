import { findCustomers } from '#crm/customers/find-customers.ts';
import { notFound } from '../errors.ts';
import { readLookup } from '../lookup.ts';
import type { Operation } from '../operation.ts';
import { listJson, writeCustomers } from '../write-customer.ts';

const MOST = 100;

/** get_customer: the customers that `type` and `content` name, lowest id first, and the first of them. */
export const getCustomer: Operation = {
  name: 'get_customer',
  reads: true,
  async run({ store, params, caller }) {
    const lookup = readLookup(params);
    const who = caller();
    const customers = await store.read(async (db) =>
      writeCustomers(db, who, await findCustomers(db, who, lookup, MOST), 'read'),
    );
    if (customers.length === 0) throw notFound();
    return `"result":${listJson(customers)},"customer":${customers[0]}`;
  },
};
