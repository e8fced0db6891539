import { countCustomers } from '#crm/customers/count-customers.ts';
import type { CustomerFilter } from '#crm/customers/customer.ts';
import type { OfCustomerFilter } from '#crm/customers/of-customer-filter.ts';
import { type CustomerOrder, customerPosition, listCustomers } from '#crm/customers/list-customers.ts';
import {
  auditPhoneFilter,
  CLIENT_PARAMETERS,
  NOTHING,
  pageJson,
  readClientFilter,
  resolveClientFilter,
} from '../list.ts';
import type { Operation } from '../operation.ts';
import { PAGE_PARAMETERS, type Query } from '../query.ts';
import { definedOnly } from '../read-patch.ts';
import { writeClients } from '../write-client.ts';

const orders = {
  create_time: { asc: 'oldest', desc: 'newest' },
  update_time: { asc: 'stalest', desc: 'latest' },
  id: { asc: 'id', desc: 'idDown' },
} as const satisfies Record<string, Record<'asc' | 'desc', CustomerOrder>>;

type Sort = keyof typeof orders;

const sorts: Readonly<Record<string, Sort>> = { create_time: 'create_time', update_time: 'update_time', id: 'id' };

/** Ours, in the manner of the records' list. */
export const listClients: Operation = {
  method: 'GET',
  path: '/client/clients',
  parameters: [
    ...PAGE_PARAMETERS,
    ...CLIENT_PARAMETERS,
    'cle_type',
    'cle_source',
    'cle_grade',
    'sale_charge_user_id',
    'create_time',
    'create_time_end',
  ],
  async run(call) {
    const { who, secrets } = call;
    const asked = call.query('clients');
    const client = readClientFilter(asked);
    const rest = readFilter(asked);
    const sort = asked.sort(sorts);
    const order = orders[sort][asked.order()];
    const page = { order, ...asked.page(secrets) };
    await auditPhoneFilter(call, client);
    return await call.read(async (db) => {
      const ofClient = await resolveClientFilter(db, who, client);
      if (ofClient === null) return NOTHING;
      const filter = { ...rest, ...ofCustomer(ofClient) };
      const customers = await listCustomers(db, who, filter, page);
      const total = await countCustomers(db, who, filter);
      const texts = await writeClients(db, who, customers);
      const last = customers.at(-1);
      const cursor = last === undefined ? '' : asked.cursorAfter(secrets, customerPosition(last, order));
      return pageJson(
        cursor,
        total,
        customers.map((one) => texts.get(one.id)!),
      );
    });
  },
};

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
