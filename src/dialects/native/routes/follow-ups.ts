import { withPresentCustomer } from '#crm/customers/aliases.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { deleteFollowUp } from '#crm/follow-ups/delete-follow-ups.ts';
import type { FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import type { FollowUp as CrmFollowUp } from '#crm/follow-ups/follow-up.ts';
import { getFollowUp } from '#crm/follow-ups/get-follow-up.ts';
import { type FollowUpPage, listFollowUps, positionOf } from '#crm/follow-ups/list-follow-ups.ts';
import { updateFollowUp } from '#crm/follow-ups/update-follow-up.ts';
import type { Caller } from '#crm/store.ts';
import { readPage, toPage } from '../page.ts';
import { present } from '../read-customer.ts';
import { readId, requireOption } from '../read-refs.ts';
import { route } from '../route.ts';
import { Page } from '../schemas/common.ts';
import { FollowUp, FollowUpBody, FollowUpListQuery, NewFollowUpBody } from '../schemas/follow-up.ts';
import { showFollowUp, showFollowUps } from '../show/follow-up.ts';
import { readKeptTime, readTime } from '../time.ts';

const tag = 'Follow-ups';

const SORTS: Readonly<Record<string, Pick<FollowUpPage, 'sort' | 'order'>>> = {
  '-createdAt': { sort: 'created', order: 'desc' },
  createdAt: { sort: 'created', order: 'asc' },
  '-updatedAt': { sort: 'updated', order: 'desc' },
  id: { sort: 'id', order: 'asc' },
};

export function readFollowUpFilter(who: Caller, query: FollowUpListQuery): FollowUpFilter {
  const id = (field: string, text: string | undefined) => (text === undefined ? undefined : readId(field, text));
  const time = (field: string, text: string | undefined) => (text === undefined ? undefined : readTime(field, text));
  return present({
    customerId: id('customer', query.customer),
    opportunityId: id('opportunity', query.opportunity),
    typeId: id('type', query.type),
    createdByAgentId: query.agent === 'me' ? who.agentId : id('agent', query.agent),
    contentContains: query.q,
    createdFrom: time('createdFrom', query.createdFrom),
    createdTo: time('createdTo', query.createdTo),
  });
}

function readNextContact(who: Caller, text: string | null | undefined): number | null | undefined {
  return typeof text === 'string' ? readKeptTime(who, 'nextContactAt', text) : text;
}

export const followUpRoutes = [
  route({
    method: 'GET',
    path: '/follow-ups',
    tag,
    summary: 'Follow-ups that the agent may see',
    access: 'agent',
    query: FollowUpListQuery,
    answer: Page(FollowUp),
    async run(call) {
      const page = readPage(call);
      const { who, query } = call;
      const { sort, order } = SORTS[query.sort ?? '-createdAt']!;
      return await call.read(async (db) => {
        const filter = await withPresentCustomer(db, who.tenantId, readFollowUpFilter(who, query));
        const { followUps, total } = await listFollowUps(db, who, filter, {
          limit: page.fetch,
          sort,
          order,
          ...(page.after === undefined ? {} : { after: page.after }),
        });
        const position = (last: CrmFollowUp) => positionOf(last, sort);
        return await toPage(call, page, { rows: followUps, total }, position, (some) => showFollowUps(db, who, some));
      });
    },
  }),
  route({
    method: 'POST',
    path: '/follow-ups',
    tag,
    summary: 'Write a follow-up: it counts on its customer and is its last contact',
    access: 'customer.edit',
    body: NewFollowUpBody,
    members: { opportunity: 'opportunityId' },
    answer: FollowUp,
    status: 201,
    run({ write, who, body }) {
      const { opportunityId, content } = body;
      const input = {
        customerId: readId('customerId', body.customerId),
        opportunityId:
          opportunityId === undefined || opportunityId === null ? null : readId('opportunityId', opportunityId),
        typeId: requireOption(who, 'follow_up_type', 'type', body.type),
        content,
        nextContactAt: readNextContact(who, body.nextContactAt) ?? null,
      };
      return write(async (db) => showFollowUp(db, who, await createFollowUp(db, who, input)));
    },
  }),
  route({
    method: 'GET',
    path: '/follow-ups/:id',
    tag,
    summary: 'A follow-up',
    access: 'agent',
    answer: FollowUp,
    run: ({ read, who, params }) => read(async (db) => showFollowUp(db, who, await getFollowUp(db, who, params.id()))),
  }),
  route({
    method: 'PATCH',
    path: '/follow-ups/:id',
    tag,
    summary: 'Change a follow-up',
    access: 'customer.edit',
    body: FollowUpBody,
    answer: FollowUp,
    run({ write, who, body, params, ifVersion }) {
      const patch = present({
        typeId: body.type === undefined ? undefined : requireOption(who, 'follow_up_type', 'type', body.type),
        content: body.content,
        nextContactAt: readNextContact(who, body.nextContactAt),
      });
      return write(async (db) =>
        showFollowUp(db, who, await updateFollowUp(db, who, params.id(), patch, { version: ifVersion })),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/follow-ups/:id',
    tag,
    summary: 'Delete a follow-up softly',
    access: 'customer.delete',
    run: ({ write, who, params, ifVersion }) =>
      write((db) => deleteFollowUp(db, who, params.id(), { version: ifVersion })),
  }),
];
