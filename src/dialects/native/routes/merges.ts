import { Type } from 'typebox';
import { getCustomer } from '#crm/customers/get-customer.ts';
import { findDuplicates } from '#crm/merge/find-duplicates.ts';
import { listMerges } from '#crm/merge/list-merges.ts';
import { mergeCustomers } from '#crm/merge/merge-customers.ts';
import { previewMerge } from '#crm/merge/preview-merge.ts';
import { undoMerge } from '#crm/merge/undo-merge.ts';
import { readId } from '../read-refs.ts';
import { route } from '../route.ts';
import { AgentRef, Id, IdIn, Items, Nullable, Time } from '../schemas/common.ts';
import { Customer } from '../schemas/customer.ts';
import { showCustomer, showCustomers } from '../show/customer.ts';
import { showAgent } from '../show/refs.ts';
import { showTime } from '../time.ts';

const tag = 'Duplicates';
const MOST_DUPLICATES = 20;
const Take = Type.Optional(Type.Array(Type.String(), { maxItems: 500, description: 'fields of the other that win' }));
const Count = Type.Integer();

export const mergeRoutes = [
  route({
    method: 'GET',
    path: '/customers/:id/duplicates',
    tag,
    summary: 'Customers that may be the same person, likeliest first',
    access: 'agent',
    answer: Items(Type.Object({ customer: Customer, reasons: Type.Array(Type.String()), score: Type.Integer() })),
    run: ({ read, who, params }) =>
      read(async (db) => {
        const found = await findDuplicates(db, who, params.id(), MOST_DUPLICATES);
        const shown = await showCustomers(
          db,
          who,
          found.map((one) => one.customer),
        );
        return {
          items: found.map(({ reasons, score }, at) => ({ customer: shown[at]!, reasons: [...reasons], score })),
        };
      }),
  }),
  route({
    method: 'POST',
    path: '/customers/:id/merge-preview',
    tag,
    summary: 'What merging another customer into this one would do; writes nothing',
    access: 'customer.delete',
    body: Type.Object({ otherId: IdIn, take: Take }),
    answer: Type.Object({
      customer: Customer,
      fields: Type.Array(
        Type.Object({
          field: Type.String(),
          label: Type.String(),
          keptText: Type.String(),
          otherText: Type.String(),
          taken: Type.Boolean(),
        }),
      ),
      moves: Type.Object({
        phones: Count,
        labels: Count,
        followUps: Count,
        opportunities: Count,
        tickets: Count,
        calls: Count,
        messages: Count,
      }),
    }),
    async run({ read, store, who, params, body }) {
      const otherId = readId('otherId', body.otherId);
      const preview = await previewMerge(store, who, params.id(), otherId, body.take ?? []);
      const customer = await read((db) => showCustomer(db, who, preview.customer));
      return { customer, fields: [...preview.fields], moves: preview.moves };
    },
  }),
  route({
    method: 'POST',
    path: '/customers/:id/merge',
    tag,
    summary: 'Let another customer go into this one; its id keeps answering',
    access: 'customer.delete',
    body: Type.Object({
      otherId: IdIn,
      take: Take,
      version: Type.Optional(Type.Integer()),
      otherVersion: Type.Optional(Type.Integer()),
    }),
    answer: Type.Object({ mergeId: Id, customer: Customer }),
    run({ write, who, params, body }) {
      const otherId = readId('otherId', body.otherId);
      const { take = [], version, otherVersion } = body;
      return write(async (db) => {
        const options = { take, version, otherVersion };
        const { mergeId, customer } = await mergeCustomers(db, who, params.id(), otherId, options);
        return { mergeId: String(mergeId), customer: await showCustomer(db, who, customer) };
      });
    },
  }),
  route({
    method: 'GET',
    path: '/customers/:id/merges',
    tag,
    summary: 'Customers that went into this one',
    access: 'agent',
    answer: Items(
      Type.Object({
        id: Id,
        otherId: Id,
        otherName: Type.String(),
        at: Time,
        agent: Nullable(AgentRef),
        undone: Type.Boolean(),
      }),
    ),
    run: ({ read, who, params }) =>
      read(async (db) => {
        const { id } = await getCustomer(db, who, params.id());
        return {
          items: (await listMerges(db, who, id)).map(({ agentId, at, ...merge }) => ({
            ...merge,
            id: String(merge.id),
            otherId: String(merge.otherId),
            at: showTime(at),
            agent: showAgent(who, agentId),
          })),
        };
      }),
  }),
  route({
    method: 'POST',
    path: '/merges/:id/undo',
    tag,
    summary: 'Take a merge back; what was changed or added since stays with the kept customer',
    access: 'customer.delete',
    answer: Type.Object({ customer: Customer, other: Customer }),
    run: ({ write, who, params }) =>
      write(async (db) => {
        const { customer, other } = await undoMerge(db, who, params.id());
        return { customer: await showCustomer(db, who, customer), other: await showCustomer(db, who, other) };
      }),
  }),
];
