import { Type } from 'typebox';
import { withPresentCustomer } from '#crm/customers/aliases.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { deleteOpportunity } from '#crm/opportunities/delete-opportunities.ts';
import { getOpportunity } from '#crm/opportunities/get-opportunity.ts';
import { listOpportunities, opportunityPosition, type OpportunityPage } from '#crm/opportunities/list-opportunities.ts';
import type { OpportunityFilter } from '#crm/opportunities/opportunity-filter.ts';
import type { Opportunity as CrmOpportunity, OpportunityPatch } from '#crm/opportunities/opportunity.ts';
import { restoreOpportunity } from '#crm/opportunities/restore-opportunity.ts';
import { updateOpportunity } from '#crm/opportunities/update-opportunity.ts';
import type { Caller } from '#crm/store.ts';
import { answerChanges } from '../answer-changes.ts';
import { readPage, toPage } from '../page.ts';
import { present } from '../read-customer.ts';
import { readCustom, withoutEmptyEchoes } from '../read-custom.ts';
import { assignmentMembers, readAssignment, readId, readOption } from '../read-refs.ts';
import { type Call, route } from '../route.ts';
import { Change } from '../schemas/change.ts';
import { Page, pageQuery } from '../schemas/common.ts';
import {
  Board,
  BoardQuery,
  NewOpportunityBody,
  Opportunity,
  OpportunityBody,
  OpportunityListQuery,
} from '../schemas/opportunity.ts';
import { showOpportunities, showOpportunity } from '../show/opportunity.ts';
import { showOption } from '../show/refs.ts';
import { readTime } from '../time.ts';

const tag = 'Opportunities';
const ROWS_A_COLUMN = 20;

const SORTS: Readonly<Record<string, Pick<OpportunityPage, 'sort' | 'order'>>> = {
  '-createdAt': { sort: 'created', order: 'desc' },
  createdAt: { sort: 'created', order: 'asc' },
  '-updatedAt': { sort: 'updated', order: 'desc' },
  id: { sort: 'id', order: 'asc' },
};

function readOpportunity(who: Caller, body: OpportunityBody): OpportunityPatch {
  return present({
    name: body.name,
    type: readOption(who, 'opportunity_type', 'type', body.type),
    source: readOption(who, 'opportunity_source', 'source', body.source),
    stage: readOption(who, 'opportunity_stage', 'stage', body.stage),
    loseReason: readOption(who, 'lose_reason', 'loseReason', body.loseReason),
    loseRemark: body.loseRemark,
    owner: readAssignment(who, 'owner', body.owner),
    custom: readCustom(who, 'opportunity', body.custom),
  });
}

export function readOpportunityFilter(who: Caller, query: OpportunityListQuery): OpportunityFilter {
  const id = (field: string, text: string | undefined) => (text === undefined ? undefined : readId(field, text));
  const time = (field: string, text: string | undefined) => (text === undefined ? undefined : readTime(field, text));
  return present({
    customerId: id('customer', query.customer),
    stageId: query.stage === 'none' ? null : id('stage', query.stage),
    typeId: id('type', query.type),
    sourceId: id('source', query.source),
    ownerAgentId: query.owner === 'me' ? who.agentId : id('owner', query.owner),
    nameContains: query.q,
    createdFrom: time('createdFrom', query.createdFrom),
    createdTo: time('createdTo', query.createdTo),
  });
}

async function answerOpportunities(call: Call<OpportunityListQuery>) {
  const page = readPage(call);
  const { who, query } = call;
  const { sort, order } = SORTS[query.sort ?? '-createdAt']!;
  return await call.read(async (db) => {
    const filter = await withPresentCustomer(db, who.tenantId, readOpportunityFilter(who, query));
    const { opportunities, total } = await listOpportunities(db, who, filter, {
      limit: page.fetch,
      sort,
      order,
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    const position = (last: CrmOpportunity) => opportunityPosition(last, sort);
    return await toPage(call, page, { rows: opportunities, total }, position, (some) =>
      showOpportunities(db, who, some),
    );
  });
}

export const opportunityRoutes = [
  route({
    method: 'GET',
    path: '/opportunities',
    tag,
    summary: 'Opportunities that the agent may see',
    access: 'agent',
    query: OpportunityListQuery,
    answer: Page(Opportunity),
    run: answerOpportunities,
  }),
  route({
    method: 'GET',
    path: '/opportunities/board',
    tag,
    summary: 'The newest of each stage, and of none, with exact totals',
    access: 'agent',
    query: BoardQuery,
    answer: Board,
    async run(call) {
      const { who, query } = call;
      const stages = who.directory.options.get('opportunity_stage')?.all ?? [];
      const columns = [];
      for (const stage of [null, ...stages]) {
        const id = stage?.id ?? null;
        const asked = { ...query, limit: query.limit ?? ROWS_A_COLUMN, stage: id === null ? 'none' : String(id) };
        const { items, total, nextCursor } = await answerOpportunities(listCall(call, asked));
        // Nothing is moved to where there is no stage, or one of former times: those only show what is there.
        if (total === 0 && stage?.enabled !== true) continue;
        columns.push({ stage: showOption(who, 'opportunity_stage', id), total: total ?? 0, items, nextCursor });
      }
      return { columns, total: columns.reduce((sum, column) => sum + column.total, 0) };
    },
  }),
  route({
    method: 'POST',
    path: '/opportunities',
    tag,
    summary: 'Make an opportunity of a customer',
    access: 'customer.edit',
    body: NewOpportunityBody,
    members: assignmentMembers,
    answer: Opportunity,
    status: 201,
    run({ write, who, body }) {
      const patch = readOpportunity(who, body);
      const customerId = readId('customerId', body.customerId);
      return write(async (db) => showOpportunity(db, who, await createOpportunity(db, who, customerId, patch)));
    },
  }),
  route({
    method: 'GET',
    path: '/opportunities/:id',
    tag,
    summary: 'An opportunity',
    access: 'agent',
    answer: Opportunity,
    run: ({ read, who, params }) =>
      read(async (db) => showOpportunity(db, who, await getOpportunity(db, who, params.id()))),
  }),
  route({
    method: 'PATCH',
    path: '/opportunities/:id',
    tag,
    summary: 'Change an opportunity; leaving the lost stage clears reason and remark',
    access: 'customer.edit',
    body: OpportunityBody,
    members: assignmentMembers,
    answer: Opportunity,
    run({ write, who, body, params, ifVersion }) {
      const patch = readOpportunity(who, body);
      return write(async (db) =>
        showOpportunity(
          db,
          who,
          await updateOpportunity(db, who, params.id(), (present) => withoutEmptyEchoes(patch, present), {
            version: ifVersion,
          }),
        ),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: '/opportunities/:id',
    tag,
    summary: 'Delete an opportunity softly',
    access: 'customer.delete',
    run: ({ write, who, params, ifVersion }) =>
      write((db) => deleteOpportunity(db, who, params.id(), { version: ifVersion })),
  }),
  route({
    method: 'POST',
    path: '/opportunities/:id/restore',
    tag,
    summary: 'Bring a deleted opportunity back',
    access: 'customer.delete',
    answer: Opportunity,
    run: ({ write, who, params }) =>
      write(async (db) => showOpportunity(db, who, await restoreOpportunity(db, who, params.id()))),
  }),
  route({
    method: 'GET',
    path: '/opportunities/:id/changes',
    tag,
    summary: 'What was changed of an opportunity',
    access: 'agent',
    query: Type.Object(pageQuery),
    answer: Page(Change),
    async run(call) {
      const id = call.params.id();
      await call.read((db) => getOpportunity(db, call.who, id));
      return await answerChanges(call, 'opportunity', id);
    },
  }),
];

/** The same request as one for a stage's list, so that a column's cursor goes on there. */
function listCall(call: Call, query: OpportunityListQuery): Call<OpportunityListQuery> {
  const { context, store, who, session, seeingAs, params, body, request, read, write } = call;
  const listPath = '/api/opportunities';
  const given = { context, store, who, session, seeingAs, params, body, request, read, write };
  return { ...given, query, ifVersion: undefined, listPath };
}
