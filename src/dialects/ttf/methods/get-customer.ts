import { findCustomers } from '#crm/customers/find-customers.ts';
import { notFound } from '../errors.ts';
import { auditLookup } from '../hidden-phones.ts';
import { readLookup } from '../lookup.ts';
import type { Operation } from '../operation.ts';
import { listJson, writeCustomers } from '../write-customer.ts';

const MOST = 100;

/** get_customer: the customers that `type` and `content` name, lowest id first, and the first of them. */
export const getCustomer: Operation = {
  name: 'get_customer',
  rest: { method: 'GET', path: '/customers/get_customer' },
  reads: true,
  onSocket: true,
  members: ['type', 'content'],
  async run(call) {
    const lookup = readLookup(call.params);
    const who = call.caller();
    await auditLookup(call, who, lookup);
    const customers = await call.store.read(async (db) =>
      writeCustomers(db, who, await findCustomers(db, who, lookup, MOST), 'read'),
    );
    if (customers.length === 0) throw notFound();
    return `"result":${listJson(customers)},"customer":${customers[0]}`;
  },
};
