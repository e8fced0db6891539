import { Type } from 'typebox';
import { createView, deleteView, listViews, type SavedView, updateView } from '#crm/views/saved-views.ts';
import type { Caller } from '#crm/store.ts';
import { present } from '../read-customer.ts';
import { route } from '../route.ts';
import { AgentRef, Id, Items } from '../schemas/common.ts';
import { showAgent } from '../show/refs.ts';

const tag = 'Views and reports';

const Record = Type.Union(
  (['customers', 'companies', 'opportunities', 'follow-ups', 'pool'] as const).map((record) => Type.Literal(record)),
);
const Sharing = Type.Union([Type.Literal('me'), Type.Literal('department'), Type.Literal('all')]);
const Definition = Type.Object({}, { description: 'filters, columns and sort, as the console keeps them' });

const View = Type.Object({
  id: Id,
  version: Type.Integer(),
  record: Type.String(),
  name: Type.String(),
  sharing: Sharing,
  definition: Type.Unknown(),
  owner: AgentRef,
  mine: Type.Boolean(),
});

export const viewRoutes = [
  route({
    method: 'GET',
    path: '/views',
    tag,
    summary: "Saved views: own, the department's and everybody's",
    access: 'agent',
    query: Type.Object({ record: Record }),
    answer: Items(View),
    run: ({ read, who, query }) =>
      read(async (db) => ({ items: (await listViews(db, who, query.record)).map((view) => showView(who, view)) })),
  }),
  route({
    method: 'POST',
    path: '/views',
    tag,
    summary: 'Save a view',
    access: 'agent',
    body: Type.Object({ record: Record, name: Type.String(), sharing: Sharing, definition: Definition }),
    answer: View,
    status: 201,
    run: ({ write, who, body }) => write(async (db) => showView(who, await createView(db, who, body))),
  }),
  route({
    method: 'PATCH',
    path: '/views/:id',
    tag,
    summary: 'Change a view',
    access: 'agent',
    body: Type.Object({
      name: Type.Optional(Type.String()),
      sharing: Type.Optional(Sharing),
      definition: Type.Optional(Definition),
    }),
    answer: View,
    run: ({ write, who, body, params, ifVersion }) =>
      write(async (db) => showView(who, await updateView(db, who, params.id(), present(body), ifVersion))),
  }),
  route({
    method: 'DELETE',
    path: '/views/:id',
    tag,
    summary: 'Delete a view',
    access: 'agent',
    run: ({ write, who, params, ifVersion }) => write((db) => deleteView(db, who, params.id(), ifVersion)),
  }),
];

function showView(who: Caller, view: SavedView) {
  const { id, version, record, name, sharing, definition, agentId } = view;
  return {
    id: String(id),
    version,
    record,
    name,
    sharing,
    definition,
    owner: showAgent(who, agentId)!,
    mine: agentId === who.agentId,
  };
}
