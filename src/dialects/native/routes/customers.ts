import { Type } from 'typebox';
import { maskPhone } from '#crm/access/mask-phone.ts';
import { phoneOfCall } from '#crm/activities/get-activity.ts';
import { linkCall } from '#crm/activities/link-call.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import type { CustomerPatch } from '#crm/customers/customer.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { countDeletedCustomers, listDeletedCustomers } from '#crm/customers/list-deleted.ts';
import { customerPosition } from '#crm/customers/customer-pages.ts';
import { listAndCountCustomers, listCustomers } from '#crm/customers/list-customers.ts';
import { restoreCustomer } from '#crm/customers/restore-customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { auditPhoneSearch } from '../audit-phone-search.ts';
import { readPage, toPage } from '../page.ts';
import { withoutEmptyEchoes } from '../read-custom.ts';
import { readCustomer } from '../read-customer.ts';
import { readCustomerFilter, readOrder } from '../read-customer-filter.ts';
import { assignmentMembers } from '../read-refs.ts';
import { type Call, route } from '../route.ts';
import { Page, pageQuery, Time } from '../schemas/common.ts';
import { Customer, CustomerBody, NewCustomerBody } from '../schemas/customer.ts';
import { CustomerListQuery } from '../schemas/customer-list.ts';
import { showCustomer, showCustomers } from '../show/customer.ts';
import { showTime } from '../time.ts';

const tag = 'Customers';

export const customerRoutes = [
  route({
    method: 'GET',
    path: '/customers',
    tag,
    summary: 'Customers that the agent may see, by filters, with their exact number',
    access: 'agent',
    query: CustomerListQuery,
    answer: Page(Customer),
    run: (call) => answerCustomers(call),
  }),
  route({
    method: 'POST',
    path: '/customers',
    tag,
    summary: 'Make a customer',
    access: 'customer.edit',
    body: NewCustomerBody,
    members: assignmentMembers,
    answer: Customer,
    status: 201,
    run({ write, who, body, session }) {
      const patch = readCustomer(who, body);
      const howMade = session === null ? 2 : 0;
      return write(async (db) => {
        const phones = await withCallersNumber(db, who, body.fromCall, patch.phones);
        const made = await createCustomer(db, who, { ...patch, ...phones }, { howMade });
        const isLinked = typeof body.fromCall === 'string' && (await linkCall(db, who, body.fromCall, made));
        return showCustomer(db, who, isLinked ? await getCustomer(db, who, made.id) : made);
      });
    },
  }),
  route({
    method: 'GET',
    path: '/customers/deleted',
    tag,
    summary: 'Deleted customers, last deleted first',
    access: 'customer.delete',
    query: Type.Object(pageQuery),
    answer: Page(Type.Object({ ...Customer.properties, deletedAt: Time })),
    async run(call) {
      const page = readPage(call);
      const { who } = call;
      return await call.read(async (db) => {
        const rows = await listDeletedCustomers(db, who, {
          limit: page.fetch,
          ...(page.after && { after: page.after }),
        });
        const total = page.wantsTotal ? await countDeletedCustomers(db, who) : null;
        const position = ({ deletedAt, customer }: (typeof rows)[number]) => [deletedAt, customer.id];
        return await toPage(call, page, { rows, total }, position, async (some) => {
          const shown = await showCustomers(
            db,
            who,
            some.map((one) => one.customer),
          );
          return shown.map((one, at) => ({ ...one, deletedAt: showTime(some[at]!.deletedAt) }));
        });
      });
    },
  }),
  route({
    method: 'GET',
    path: '/customers/:id',
    tag,
    summary: 'A customer',
    access: 'agent',
    answer: Customer,
    run: ({ read, who, params }) => read(async (db) => showCustomer(db, who, await getCustomer(db, who, params.id()))),
  }),
  route({
    method: 'PATCH',
    path: '/customers/:id',
    tag,
    summary: 'Change a customer: members that are not there stay',
    access: 'customer.edit',
    body: CustomerBody,
    members: assignmentMembers,
    answer: Customer,
    run({ write, who, body, params, ifVersion }) {
      const patch = readCustomer(who, body);
      return write(async (db) =>
        showCustomer(
          db,
          who,
          await updateCustomer(db, who, params.id(), (present) => withoutEmptyEchoes(patch, present), {
            version: ifVersion,
          }),
        ),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/customers/:id',
    tag,
    summary: 'Delete a customer softly',
    access: 'customer.delete',
    run: ({ write, who, params, ifVersion }) =>
      write((db) => deleteCustomer(db, who, params.id(), { version: ifVersion })),
  }),
  route({
    method: 'POST',
    path: '/customers/:id/restore',
    tag,
    summary: 'Bring a deleted customer back',
    access: 'customer.delete',
    answer: Customer,
    run: ({ write, who, params }) =>
      write(async (db) => showCustomer(db, who, await restoreCustomer(db, who, params.id()))),
  }),
];

/** The numbers that were given behind that of the call, which may have been given as well, whole or as the mask that was shown. */
async function withCallersNumber(
  db: Writer,
  who: Caller,
  serial: string | null | undefined,
  given: CustomerPatch['phones'],
): Promise<Pick<CustomerPatch, 'phones'>> {
  const number = serial === undefined || serial === null ? '' : await phoneOfCall(db, who, serial);
  if (number === '') return given === undefined ? {} : { phones: given };
  const others = (given?.kind === 'all' ? given.contents : []).filter(
    (one) => one !== number && one !== maskPhone(number),
  );
  return { phones: { kind: 'all', contents: [number, ...others] } };
}

/** A page of customers through the query's filters, and those of `extra`. */
export async function answerCustomers(call: Call<CustomerListQuery>, extra: Parameters<typeof listCustomers>[2] = {}) {
  const page = readPage(call);
  const { who, query } = call;
  const order = readOrder(query.sort);
  const { answer, filter } = await call.read(async (db) => {
    const asked = { ...readCustomerFilter(who, query), ...extra };
    const wanted = { limit: page.fetch, order, ...(page.after === undefined ? {} : { after: page.after }) };
    const { customers: rows, total } = page.wantsTotal
      ? await listAndCountCustomers(db, who, asked, wanted)
      : { customers: await listCustomers(db, who, asked, wanted), total: null };
    const position = (last: (typeof rows)[number]) => customerPosition(last, order);
    return {
      filter: asked,
      answer: await toPage(call, page, { rows, total }, position, (some) => showCustomers(db, who, some)),
    };
  });
  await auditPhoneSearch(call, filter);
  return answer;
}
