import { listAndCountCustomers as list } from '#crm/customers/list-customers.ts';
import { auditFilter } from '../hidden-phones.ts';
import type { Operation } from '../operation.ts';
import { metaJson, readPage } from '../paging.ts';
import { readFilter } from '../read-filter.ts';
import { listJson, writeCustomers } from '../write-customer.ts';

/** list_customers: a page of the customers that five filters and a keyword let through, newest created first. */
export const listCustomers: Operation = {
  name: 'list_customers',
  rest: { method: 'GET', path: '/customers' },
  reads: true,
  onSocket: true,
  members: ['filters', 'query', 'page', '*page', 'page_size'],
  async run(call) {
    const page = readPage(call.params, { capped: true });
    const who = call.caller();
    const filter = readFilter(who, call.params);
    if (filter === null) return answer(metaJson(page, 0), []);
    await auditFilter(call, who, filter);
    return await call.store.read(async (db) => {
      const { customers, total } = await list(db, who, filter, { limit: page.size, offset: page.offset });
      return answer(metaJson(page, total), await writeCustomers(db, who, customers, 'read'));
    });
  },
};

/** The table names the list `customers`, the example `result`: both (README.md, The document against itself). */
function answer(meta: string, customers: readonly string[]): string {
  const json = listJson(customers);
  return `"meta":${meta},"result":${json},"customers":${json}`;
}
