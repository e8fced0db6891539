import type { CustomerFilter } from '#crm/customers/customer.ts';
import { type CustomerOrder, customerPosition } from '#crm/customers/customer-pages.ts';
import { listAndCountCustomers } from '#crm/customers/list-customers.ts';
import type { OfCustomerFilter } from '#crm/customers/of-customer-filter.ts';
import { listOperation } from '../list.ts';
import type { Query } from '../query.ts';
import { definedOnly } from '../read-patch.ts';
import { writeClients } from '../write-client.ts';

const orders = {
  created: { asc: 'oldest', desc: 'newest' },
  updated: { asc: 'stalest', desc: 'latest' },
  id: { asc: 'id', desc: 'idDown' },
} as const satisfies Record<string, Record<'asc' | 'desc', CustomerOrder>>;

/** Ours. */
export const listClients = listOperation<keyof typeof orders>({
  name: 'clients',
  path: '/client/clients',
  filters: ['cle_type', 'cle_source', 'cle_grade', 'sale_charge_user_id', 'create_time', 'create_time_end'],
  sorts: { create_time: 'created', update_time: 'updated', id: 'id' },
  prepare(query) {
    const rest = readFilter(query);
    return async (db, who, ofClient, { sort, order, ...page }) => {
      const filter = { ...rest, ...ofCustomer(ofClient) };
      const by = orders[sort][order];
      const { customers, total } = await listAndCountCustomers(db, who, filter, { ...page, order: by });
      const texts = await writeClients(db, who, customers);
      const last = customers.at(-1);
      return {
        rows: customers.map((one) => texts.get(one.id)!),
        total,
        last: last === undefined ? undefined : customerPosition(last, by),
      };
    };
  },
});

function readFilter(query: Query): CustomerFilter {
  return definedOnly<CustomerFilter>({
    typeId: query.id('cle_type'),
    sourceId: query.id('cle_source'),
    gradeId: query.id('cle_grade'),
    ownerAgentId: query.id('sale_charge_user_id'),
    createdFrom: query.time('create_time')?.first,
    createdTo: query.time('create_time_end')?.last,
  });
}

function ofCustomer(filter: OfCustomerFilter): CustomerFilter {
  return definedOnly<CustomerFilter>({
    id: filter.customerId,
    idContains: filter.customerIdContains,
    nameContains: filter.customerNameContains,
    phone: filter.customerNumber,
  });
}
