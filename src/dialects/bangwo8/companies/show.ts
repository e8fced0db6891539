import { getCompanies, getCompany } from '#crm/companies/get-company.ts';
import { parseId } from '../body.ts';
import { badRequest, notFound } from '../errors.ts';
import { type Call, ok, type Route } from '../route.ts';
import { detail, type Writing } from './write-company.ts';

const MOST_IDS = 100;

/** GET /companies/{id}: also a deleted one. */
export const showRoute: Route = {
  method: 'GET',
  path: '/companies/:id',
  async run(call) {
    const id = companyIdOf(call);
    const company = await call.read((db) => getCompany(db, call.who, id));
    return ok(companyJson(detail(writingOf(call), company)));
  },
};

/** GET /companies/show_many?ids=1,2: unknown ones are left out, the order stays, repeats count once. */
export const showManyRoute: Route = {
  method: 'GET',
  path: '/companies/show_many',
  parameters: ['ids'],
  async run(call) {
    const ids = readIds(call);
    const found = await call.read((db) => getCompanies(db, call.who, ids));
    const companies = ids.flatMap((id) => found.get(id) ?? []);
    return ok(JSON.stringify({ companies: companies.map((one) => detail(writingOf(call), one)) }));
  },
};

/** `ids` of a show_many. Raises 400 for none, for what is no id, and beyond a hundred. */
export function readIds({ query }: Call): bigint[] {
  const sent = query.text('ids');
  if (sent === undefined) throw badRequest('ids', 'must be given');
  const ids = sent.split(',').map((part) => parseId(part));
  if (ids.includes(null)) throw badRequest('ids', 'must be ids parted by commas');
  const different = [...new Set(ids as bigint[])];
  if (different.length > MOST_IDS) throw badRequest('ids', `more than ${MOST_IDS}`);
  return different;
}

/** The id in the path. Raises 404 for what can't be one. */
export function companyIdOf(call: Call): bigint {
  const id = parseId(call.part('id'));
  if (id === null) throw notFound('company');
  return id;
}

export function writingOf(call: Call): Writing {
  return { who: call.who, secrets: call.store.secrets, links: call.links };
}

export function companyJson(company: ReturnType<typeof detail>): string {
  return JSON.stringify({ company });
}
