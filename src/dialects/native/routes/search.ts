import { pageCompanies } from '#crm/companies/page-companies.ts';
import type { Customer } from '#crm/customers/customer.ts';
import { listAndCountCustomers } from '#crm/customers/list-customers.ts';
import { textFilter } from '#crm/customers/text-filter.ts';
import { listOpportunities } from '#crm/opportunities/list-opportunities.ts';
import { fold } from '#crm/search/fold.ts';
import { normalisePhone, phonePart } from '#crm/search/normalise-phone.ts';
import { isStorable } from '#crm/text-rules.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { auditPhoneSearch } from '../audit-phone-search.ts';
import { route } from '../route.ts';
import { SearchAnswer, SearchQuery } from '../schemas/search.ts';
import { showOpportunities } from '../show/opportunity.ts';
import { showAgent } from '../show/refs.ts';

const HITS = 8;
const NOTHING = { items: [], total: 0 };

export const searchRoutes = [
  route({
    method: 'GET',
    path: '/search',
    tag: 'Search and home',
    summary: 'One box: part of a name, pinyin, initials, phone part or tail, company',
    access: 'agent',
    query: SearchQuery,
    answer: SearchAnswer,
    async run(call) {
      const { who, query } = call;
      const text = query.q.trim();
      const limit = query.limit ?? HITS;
      if (text === '' || !isStorable(text)) {
        return { query: query.q, customers: NOTHING, companies: NOTHING, opportunities: NOTHING };
      }
      await auditPhoneSearch(call, textFilter(text));
      return await call.read(async (db) => ({
        query: query.q,
        customers: await findCustomers(db, who, text, limit),
        companies: await findCompanies(db, who, text, limit),
        opportunities: await findOpportunities(db, who, text, limit),
      }));
    },
  }),
];

async function findCustomers(db: Reader, who: Caller, text: string, limit: number) {
  const filter = textFilter(text);
  const { customers, total } = await listAndCountCustomers(db, who, filter, { limit });
  return {
    items: customers.map((one) => ({
      id: String(one.id),
      name: one.name,
      company: one.companyName,
      phone: (shownPhone(one, text) ?? one.phones[0])?.content ?? null,
      owner: showAgent(who, one.ownerAgentId),
      matched: matchedBy(one, text),
    })),
    total,
  };
}

/** The phone that holds the digits, where they may be seen. */
function shownPhone({ phones }: Customer, text: string) {
  const digits = phonePart(text);
  return digits === null ? undefined : phones.find(({ content }) => normalisePhone(content)?.includes(digits));
}

function matchedBy(customer: Customer, text: string): 'name' | 'pinyin' | 'phone' {
  if (fold(customer.name).includes(fold(text))) return 'name';
  return phonePart(text) === null ? 'pinyin' : 'phone';
}

async function findCompanies(db: Reader, who: Caller, text: string, limit: number) {
  const filter = { conditions: [{ kind: 'name' as const, text }] };
  const { companies, count } = await pageCompanies(db, who, filter, {
    limit,
    order: [{ by: 'created_at', direction: 'desc' }],
  });
  return {
    items: companies.map(({ id, name, customerCount }) => ({ id: String(id), name, customerCount })),
    total: count,
  };
}

async function findOpportunities(db: Reader, who: Caller, text: string, limit: number) {
  const { opportunities, total } = await listOpportunities(
    db,
    who,
    { nameContains: text },
    { limit, sort: 'created', order: 'desc' },
  );
  const shown = await showOpportunities(db, who, opportunities);
  return { items: shown.map(({ id, name, customer, stage }) => ({ id, name, customer, stage })), total };
}
