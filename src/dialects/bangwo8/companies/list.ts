import type { CompanyCondition } from '#crm/companies/company-filter.ts';
import { pageCompanies } from '#crm/companies/page-companies.ts';
import type { OrderTerm } from '#crm/companies/page-order.ts';
import { readTimeFilter } from '../days.ts';
import type { QueryParameters } from '../query-parameters.ts';
import { type Call, ok, type Route } from '../route.ts';
import { pageOfCompanies } from './company-pages.ts';
import { writingOf } from './show.ts';
import { listItem } from './write-company.ts';

const FILTERS = ['created_start', 'created_end', 'updated_start', 'updated_end'] as const;
const PARAMETERS = [...FILTERS, 'created_order', 'updated_order', 'deStat'] as const;

/** GET /companies: by id, or by the orders that are asked for, created first. */
export const listRoute: Route = {
  method: 'GET',
  path: '/companies',
  parameters: [...PARAMETERS, 'page', 'per_page', 'after'],
  async run(call) {
    const { query } = call;
    const withDeleted = query.choice('deStat', ['0', '1'], '0') === '1';
    const { companies, links } = await pageOfCompanies(
      call,
      {
        resource: 'companies',
        filter: { withDeleted, conditions: readConditions(call) },
        order: readOrder(query),
        parameters: Object.fromEntries(PARAMETERS.map((name) => [name, query.text(name)])),
      },
      pageCompanies,
    );
    const writing = writingOf(call);
    return ok(JSON.stringify({ companies: companies.map((one) => listItem(writing, one, withDeleted)), ...links }));
  },
};

function readOrder(query: QueryParameters): OrderTerm[] {
  return (['created', 'updated'] as const).flatMap((what) => {
    const direction = query.choice(`${what}_order`, ['asc', 'desc'], undefined);
    return direction === undefined ? [] : [{ by: `${what}_at` as const, direction }];
  });
}

function readConditions({ query, who }: Call): CompanyCondition[] {
  const { timeZone } = who.directory.tenant;
  return (['created', 'updated'] as const).flatMap((kind): CompanyCondition[] => {
    const span = readTimeFilter(query, kind, timeZone);
    return Object.keys(span).length === 0 ? [] : [{ kind, ...span }];
  });
}
