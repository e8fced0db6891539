import { Type } from 'typebox';
import { findClient } from '#crm/access/find-client.ts';
import { requirePermission } from '#crm/access/scope.ts';
import { countFeed, type FeedKind, feedPosition, readFeed } from '#crm/activities/feed.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { markSeen } from '#crm/customers/recent-customers.ts';
import { restoreCustomer } from '#crm/customers/restore-customer.ts';
import { revealPhone } from '#crm/customers/reveal-phone.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { CrmError } from '#crm/errors.ts';
import type { Writer } from '#crm/store.ts';
import { answerChanges } from '../answer-changes.ts';
import { eachByItself } from '../each-by-itself.ts';
import { badRequest, noSuchRoute } from '../errors.ts';
import { readPage, toPage } from '../page.ts';
import { withoutEmptyEchoes } from '../read-custom.ts';
import { readCustomer } from '../read-customer.ts';
import { readId } from '../read-refs.ts';
import { Reply, route } from '../route.ts';
import { Bulk, BulkBody } from '../schemas/bulk.ts';
import { Change } from '../schemas/change.ts';
import { Page, pageQuery } from '../schemas/common.ts';
import { CustomerCard, Timeline, TimelineQuery } from '../schemas/timeline.ts';
import { showCard } from '../show/card.ts';
import { showTimeline } from '../show/timeline.ts';

const tag = 'Customers';
const KINDS: readonly FeedKind[] = ['follow_up', 'call', 'ticket', 'message', 'change'];

export const customerPageRoutes = [
  route({
    method: 'GET',
    path: '/customers/:id/timeline',
    tag,
    summary: 'What happened with a customer, newest first',
    access: 'agent',
    query: TimelineQuery,
    answer: Timeline,
    async run(call) {
      const page = readPage(call);
      const { who, query, params } = call;
      const kinds = KINDS.filter((kind) => query.kinds === undefined || query.kinds.split(',').includes(kind));
      return await call.read(async (db) => {
        const { id } = await getCustomer(db, who, params.id());
        const rows = await readFeed(db, who, id, kinds, {
          limit: page.fetch,
          ...(page.after === undefined ? {} : { after: page.after }),
        });
        const counts = { follow_up: 0, call: 0, ticket: 0, message: 0, change: 0 };
        if (page.wantsTotal) for (const kind of KINDS) counts[kind] = await countFeed(db, who, id, [kind]);
        const total = page.wantsTotal ? kinds.reduce((sum, kind) => sum + counts[kind], 0) : null;
        const found = { rows, total };
        const position = (last: (typeof rows)[number]) => feedPosition(last, kinds);
        return { ...(await toPage(call, page, found, position, (some) => showTimeline(db, who, some))), counts };
      });
    },
  }),
  route({
    method: 'GET',
    path: '/customers/:id/changes',
    tag,
    summary: 'What was changed of a customer, by whom and through what',
    access: 'agent',
    query: Type.Object(pageQuery),
    answer: Page(Change),
    async run(call) {
      const { id } = await call.read((db) => getCustomer(db, call.who, call.params.id()));
      return await answerChanges(call, 'customer', id);
    },
  }),
  route({
    method: 'GET',
    path: '/customers/:id/card',
    tag,
    summary: 'What a screen pop shows of a customer',
    access: 'agent',
    answer: CustomerCard,
    run: ({ read, who, params }) => read(async (db) => showCard(db, who, await getCustomer(db, who, params.id()))),
  }),
  route({
    method: 'POST',
    path: '/customers/:id/seen',
    tag,
    summary: "Put a customer first among the agent's last ones",
    access: 'agent',
    run: ({ write, who, params }) => write((db) => markSeen(db, who, params.id())),
  }),
  route({
    method: 'POST',
    path: '/customers/:id/phones/:phoneId/reveal',
    tag,
    summary: 'See a whole phone; leaves a trace',
    access: 'phone.reveal',
    answer: Type.Object({ content: Type.String() }),
    run: ({ write, who, params }) =>
      write(async (db) => ({ content: await revealPhone(db, who, params.id(), params.id('phoneId')) })),
  }),
  route({
    method: 'GET',
    path: '/customers/:id/as/:dialect',
    tag,
    summary: 'The exact JSON that a dialect answers for a customer',
    access: 'agent',
    answer: Type.Unknown(),
    async run({ context, who, params, read }) {
      const dialect = context.dialects.find(({ name }) => name === params.text('dialect'));
      if (dialect === undefined) throw noSuchRoute();
      const { id } = await read((db) => getCustomer(db, who, params.id()));
      const json = await dialect.show(context, who, id);
      return new Reply(undefined, { raw: json, headers: { 'content-type': 'application/json; charset=utf-8' } });
    },
  }),
  route({
    method: 'GET',
    path: '/customers/:id/as/:dialect/curl',
    tag,
    summary: 'A shell line that asks a dialect for a customer; signed with a client that an admin names',
    access: 'agent',
    query: Type.Object({ clientId: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,18}$' })) }),
    answer: Type.Object({ curl: Type.String(), signed: Type.Boolean() }),
    async run({ context, store, who, params, query, read, request }) {
      const dialect = context.dialects.find(({ name }) => name === params.text('dialect'));
      if (dialect === undefined) throw noSuchRoute();
      const { id } = await read((db) => getCustomer(db, who, params.id()));
      const client = query.clientId === undefined ? null : await clientOf(query.clientId);
      return { curl: dialect.curl(request.baseUrl, id, client), signed: client !== null };

      async function clientOf(clientId: string) {
        requirePermission(who, 'settings.edit');
        const found = await findClient(store, readId('clientId', clientId));
        if (found?.tenantId !== who.tenantId) throw new CrmError('not_found', { record: 'client', id: clientId });
        return { id: String(found.id), secret: found.secret };
      }
    },
  }),
  route({
    method: 'POST',
    path: '/customers/bulk',
    tag,
    summary: 'Change, delete or restore many customers, each by itself',
    access: 'customer.edit',
    body: BulkBody,
    answer: Bulk,
    async run(call) {
      const { who, body } = call;
      const ids = [...new Set(body.ids.map((id) => readId('ids', id)))];
      if ((body.patch === undefined) === (body.action === undefined)) {
        throw badRequest('patch', 'either patch or action must be given');
      }
      const work = bulkWork();
      const { done, failed } = await eachByItself(call, ids, work);
      const answer = {
        changed: done.filter((one) => one.changed).map((one) => one.id),
        unchanged: done.filter((one) => !one.changed).map((one) => one.id),
        failed,
      };
      return await call.write(() => Promise.resolve(answer));

      function bulkWork(): (db: Writer, id: bigint) => Promise<{ id: string; changed: boolean }> {
        if (body.patch !== undefined) {
          const patch = readCustomer(who, body.patch);
          if (patch.phones !== undefined)
            throw new CrmError('invalid', { field: 'patch.phones', reason: 'each its own' });
          return async (db, id) => {
            const { version } = await getCustomer(db, who, id);
            const after = await updateCustomer(db, who, id, (present) => withoutEmptyEchoes(patch, present));
            return { id: String(after.id), changed: after.version !== version };
          };
        }
        return async (db, id) => {
          if (body.action === 'delete') await deleteCustomer(db, who, id);
          else await restoreCustomer(db, who, id);
          return { id: String(id), changed: true };
        };
      }
    },
  }),
];
