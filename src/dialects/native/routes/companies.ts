import { Type } from 'typebox';
import { recordAudit } from '#crm/audit/record-audit.ts';
import type { CompanyFilter } from '#crm/companies/company-filter.ts';
import { listCompanyGroups } from '#crm/companies/company-groups.ts';
import type { Company as CrmCompany } from '#crm/companies/company.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { getCompany } from '#crm/companies/get-company.ts';
import { listCompanies } from '#crm/companies/list-companies.ts';
import { type OrderTerm, withTieBreak } from '#crm/companies/page-order.ts';
import { pageCompanies } from '#crm/companies/page-companies.ts';
import { restoreCompany } from '#crm/companies/restore-company.ts';
import { HIDDEN_PASSWORD, showServicePassword } from '#crm/companies/service-password.ts';
import { updateCompany } from '#crm/companies/update-company.ts';
import { CrmError } from '#crm/errors.ts';
import { answerChanges } from '../answer-changes.ts';
import { readPage, toPage } from '../page.ts';
import { readCompany } from '../read-company.ts';
import { withoutEmptyEchoes } from '../read-custom.ts';
import { route } from '../route.ts';
import { Change } from '../schemas/change.ts';
import { Items, Page, pageQuery } from '../schemas/common.ts';
import { Company, CompanyBody, CompanyGroup, CompanyListQuery } from '../schemas/company.ts';
import { Customer } from '../schemas/customer.ts';
import { CustomerListQuery } from '../schemas/customer-list.ts';
import { showCompanies, showCompany } from '../show/company.ts';
import { answerCustomers } from './customers.ts';

const tag = 'Companies';

const ORDERS: Readonly<Record<NonNullable<CompanyListQuery['sort']>, readonly OrderTerm[]>> = {
  '-createdAt': [{ by: 'created_at', direction: 'desc' }],
  createdAt: [{ by: 'created_at', direction: 'asc' }],
  '-updatedAt': [{ by: 'updated_at', direction: 'desc' }],
  updatedAt: [{ by: 'updated_at', direction: 'asc' }],
  id: [],
};

function positionOf(company: CrmCompany, order: readonly OrderTerm[]): (bigint | number)[] {
  const values = { created_at: company.createdAt, updated_at: company.updatedAt, id: company.id };
  return withTieBreak(order).map(({ by }) => values[by]);
}

export const companyRoutes = [
  route({
    method: 'GET',
    path: '/companies',
    tag,
    summary: 'Companies of the tenant',
    access: 'agent',
    query: CompanyListQuery,
    answer: Page(Company),
    async run(call) {
      const page = readPage(call);
      const { who, query } = call;
      const order = ORDERS[query.sort ?? '-createdAt'];
      const filter: CompanyFilter = {
        withDeleted: query.deleted === true,
        conditions: query.q === undefined || query.q.trim() === '' ? [] : [{ kind: 'name', text: query.q }],
      };
      return await call.read(async (db) => {
        const wanted = {
          limit: page.fetch,
          order,
          ...(page.after === undefined ? {} : { anchor: { side: 'after' as const, values: page.after } }),
        };
        const { companies, count: total } = page.wantsTotal
          ? await pageCompanies(db, who, filter, wanted)
          : { ...(await listCompanies(db, who, filter, wanted)), count: null };
        const position = (last: CrmCompany) => positionOf(last, order);
        return await toPage(call, page, { rows: companies, total }, position, (some) => showCompanies(db, who, some));
      });
    },
  }),
  route({
    method: 'POST',
    path: '/companies',
    tag,
    summary: 'Make a company',
    access: 'customer.edit',
    body: CompanyBody,
    answer: Company,
    status: 201,
    run({ write, who, body, store }) {
      if (body.servicePassword === HIDDEN_PASSWORD) {
        const reason = 'stands for the present password, and a new company has none';
        throw new CrmError('invalid', { field: 'servicePassword', reason });
      }
      const patch = readCompany(who, store.secrets, body);
      return write(async (db) => showCompany(db, who, await createCompany(db, who, patch)));
    },
  }),
  route({
    method: 'GET',
    path: '/companies/:id',
    tag,
    summary: 'A company, living or deleted',
    access: 'agent',
    answer: Company,
    run: ({ read, who, params }) => read(async (db) => showCompany(db, who, await getCompany(db, who, params.id()))),
  }),
  route({
    method: 'PATCH',
    path: '/companies/:id',
    tag,
    summary: 'Change a company',
    access: 'customer.edit',
    body: CompanyBody,
    answer: Company,
    run({ write, who, body, params, ifVersion, store }) {
      const patch = readCompany(who, store.secrets, body);
      return write(async (db) =>
        showCompany(
          db,
          who,
          await updateCompany(db, who, params.id(), (present) => withoutEmptyEchoes(patch, present), {
            version: ifVersion,
          }),
        ),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/companies/:id',
    tag,
    summary: 'Delete a company softly; it still shows its name on its customers',
    access: 'customer.edit',
    async run({ write, who, params, ifVersion }) {
      await write((db) => deleteCompany(db, who, params.id(), { version: ifVersion }).then(() => undefined));
    },
  }),
  route({
    method: 'POST',
    path: '/companies/:id/restore',
    tag,
    summary: 'Bring a deleted company back',
    access: 'customer.edit',
    answer: Company,
    run: ({ write, who, params }) =>
      write(async (db) => showCompany(db, who, await restoreCompany(db, who, params.id()))),
  }),
  route({
    method: 'GET',
    path: '/companies/:id/customers',
    tag,
    summary: 'Customers of a company that the agent may see',
    access: 'agent',
    query: CustomerListQuery,
    answer: Page(Customer),
    async run(call) {
      const companyId = call.params.id();
      await call.read((db) => getCompany(db, call.who, companyId));
      return await answerCustomers(call, { companyId });
    },
  }),
  route({
    method: 'GET',
    path: '/companies/:id/changes',
    tag,
    summary: 'What was changed of a company, by whom and through what',
    access: 'agent',
    query: Type.Object(pageQuery),
    answer: Page(Change),
    async run(call) {
      const id = call.params.id();
      await call.read((db) => getCompany(db, call.who, id));
      return await answerChanges(call, 'company', id);
    },
  }),
  route({
    method: 'POST',
    path: '/companies/:id/service-password',
    tag,
    summary: 'Read the service password; leaves a trace',
    access: 'servicepassword.read',
    answer: Type.Object({ password: Type.String() }),
    run: ({ write, who, params, store }) =>
      write(async (db) => {
        const company = await getCompany(db, who, params.id());
        await recordAudit(db, who, { action: 'servicepassword.read', record: 'company', recordId: company.id });
        return { password: showServicePassword(store.secrets, who, company) };
      }),
  }),
  route({
    method: 'GET',
    path: '/companies/:id/picker/:fieldKey',
    tag,
    summary: "The page of a field's external extension, for a frame of the console",
    access: 'agent',
    answer: Type.Object({ url: Type.String(), origin: Type.String() }),
    async run({ read, who, params, request }) {
      const { id } = await read((db) => getCompany(db, who, params.id()));
      const key = params.text('fieldKey');
      const field = who.directory.fields.get('company')?.byKey.get(key);
      if (field?.settings.extension === undefined) throw new CrmError('not_found', { record: 'field', id: key });
      const query = new URLSearchParams({ field: key, 'company.companyId': String(id) });
      // Of our own page's origin, whatever the address that others know us by: the session's cookie opens it.
      const { protocol, host } = request.raw;
      return { url: `/osp2016/SDK/Tables/ticketAssetTable.php?${query}`, origin: `${protocol}://${host}` };
    },
  }),
  route({
    method: 'GET',
    path: '/company-groups',
    tag,
    summary: 'Groups that companies are sorted into',
    access: 'agent',
    answer: Items(CompanyGroup),
    run: ({ read, who }) =>
      read(async (db) => ({
        items: (await listCompanyGroups(db, who.tenantId)).map((group) => ({ ...group, id: String(group.id) })),
      })),
  }),
];
