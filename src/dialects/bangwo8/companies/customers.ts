import { getCompany } from '#crm/companies/get-company.ts';
import { countCustomers } from '#crm/customers/count-customers.ts';
import { listCustomers } from '#crm/customers/list-customers.ts';
import type { OrderTerm } from '#crm/companies/page-order.ts';
import { decodeAnchor, encodeAnchor } from '../anchor.ts';
import { readPage } from '../paging.ts';
import { ok, type Route } from '../route.ts';
import { customerJson } from '../write-customer.ts';
import { companyIdOf } from './show.ts';

const BY_ID: readonly OrderTerm[] = [{ by: 'id', direction: 'asc' }];

/** GET /companies/{id}/customers [ours]: those that the caller sees, by id. */
export const customersRoute: Route = {
  method: 'GET',
  path: '/companies/:id/customers',
  parameters: ['page', 'per_page', 'after'],
  async run(call) {
    const companyId = companyIdOf(call);
    const list = { resource: `companies/${companyId}/customers`, order: BY_ID };
    const { page, perPage, offset } = readPage(call.query);
    const after = call.query.text('after');
    const anchor = after === undefined ? undefined : decodeAnchor(call.store.secrets, list, after);
    const begin = anchor === undefined ? { offset } : { after: [BigInt(anchor.values[0]!)] };
    const { found, count } = await call.read(async (db) => {
      await getCompany(db, call.who, companyId);
      const filter = { companyId };
      return {
        found: await listCustomers(db, call.who, filter, { order: 'id', limit: perPage + 1, ...begin }),
        count: await countCustomers(db, call.who, filter),
      };
    });
    const customers = found.slice(0, perPage);
    const last = customers.at(-1);
    const to = (number: number, afterId?: bigint) =>
      call.links.withQuery(list.resource, {
        per_page: call.query.text('per_page'),
        after:
          afterId === undefined
            ? undefined
            : encodeAnchor(call.store.secrets, list, { side: 'after', values: [afterId] }),
        page: number,
      });
    const links = {
      count,
      next_page: found.length > perPage ? to(page + 1, last?.id) : null,
      previous_page: page > 1 ? to(page - 1) : null,
    };
    return ok(`{"customers":[${customers.map(customerJson).join()}],${JSON.stringify(links).slice(1)}`);
  },
};
