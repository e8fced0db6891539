import { auditPhoneSearch } from '#crm/access/audit-phone-search.ts';
import { asksHiddenPhone } from '#crm/companies/company-filter.ts';
import { pageCompanyTitles } from '#crm/companies/page-companies.ts';
import { badRequest } from '../errors.ts';
import { type Call, ok, type Route } from '../route.ts';
import { pageOfCompanies } from './company-pages.ts';
import { parseQuery, QueryError } from './parse-query.ts';
import { searchConditions } from './search-conditions.ts';
import { writingOf } from './show.ts';
import { searchHit } from './write-company.ts';

const COLUMNS = { createDT: 'created_at', updateDT: 'updated_at' } as const;

/** GET /companies/search: newest first unless asked otherwise. */
export const searchRoute: Route = {
  method: 'GET',
  path: '/companies/search',
  parameters: ['query', 'deStat', 'sort_by', 'sort_order', 'page', 'per_page', 'after'],
  async run(call) {
    const { query } = call;
    const by = query.choice('sort_by', ['createDT', 'updateDT'], 'createDT');
    const direction = query.choice('sort_order', ['asc', 'desc'], 'desc');
    const withDeleted = query.choice('deStat', ['0', '1'], '0') === '1';
    const filter = { withDeleted, conditions: readQuery(call) };
    if (asksHiddenPhone(call.who, filter)) {
      call.countHiddenPhoneSearch();
      await call.store.write((db) => auditPhoneSearch(db, call.who, 'company'));
    }
    const { companies, links } = await pageOfCompanies(
      call,
      {
        resource: 'companies/search',
        filter,
        order: [{ by: COLUMNS[by], direction }],
        // As the document's link: the order is there also when it wasn't asked for.
        parameters: { query: query.text('query'), deStat: query.text('deStat'), sort_by: by, sort_order: direction },
      },
      pageCompanyTitles,
    );
    const { next_page, previous_page, count } = links;
    const writing = writingOf(call);
    const results = companies.map((one) => searchHit(writing, one));
    return ok(JSON.stringify({ results, next_page, previous_page, count }));
  },
};

function readQuery({ query, who }: Call) {
  const sent = query.text('query');
  if (sent === undefined) throw badRequest('query', 'must be given');
  try {
    return searchConditions(who.directory, parseQuery(sent));
  } catch (error) {
    if (error instanceof QueryError) throw badRequest('query', error.message);
    throw error;
  }
}
