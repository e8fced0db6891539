import { Type, type Static } from 'typebox';
import { createClient, newSecret } from '#crm/access/create-client.ts';
import { listClients } from '#crm/access/list-clients.ts';
import { updateClient } from '#crm/access/update-client.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { CrmError } from '#crm/errors.ts';
import { configure } from '../admin.ts';
import { present } from '../read-customer.ts';
import { readId } from '../read-refs.ts';
import { route } from '../route.ts';
import { AgentRef, Id, IdIn, Items, Nullable } from '../schemas/common.ts';
import { showAgent } from '../show/refs.ts';

const tag = 'Integration';
const access = 'settings.edit';

const Client = Type.Object({
  id: Id,
  name: Type.String(),
  agent: AgentRef,
  enabled: Type.Boolean(),
  rateLimit: Nullable(Type.Integer({ description: 'calls a minute' })),
});
const RateLimit = Type.Optional(Nullable(Type.Integer()));

export const clientRoutes = [
  route({
    method: 'GET',
    path: '/admin/clients',
    tag,
    summary: 'API clients: what all vendor dialects and OAuth are signed with',
    access,
    answer: Items(Client),
    run: ({ read, who }) =>
      read(async (db) => ({ items: (await listClients(db, who.tenantId)).map((one) => showClient(who, one)) })),
  }),
  route({
    method: 'POST',
    path: '/admin/clients',
    tag,
    summary: 'Make an API client; its secret is shown once',
    access,
    body: Type.Object({ name: Type.String(), agentId: IdIn, rateLimit: RateLimit }),
    members: { agent: 'agentId' },
    answer: Type.Object({ ...Client.properties, secret: Type.String() }),
    status: 201,
    async run(call) {
      const { who, body, store } = call;
      const secret = newSecret();
      const agentId = readId('agentId', body.agentId);
      const client = { name: body.name, agentId, secret, ...present({ rateLimit: body.rateLimit }) };
      return await configure(
        call,
        { action: 'client.create', record: 'client', detail: { name: body.name } },
        async (db) => (await createClient(db, store.secrets, who.tenantId, client)).id,
        (now, id) => ({
          id: String(id),
          name: body.name.trim(),
          agent: showAgent(now, agentId)!,
          enabled: true,
          rateLimit: body.rateLimit ?? null,
          secret,
        }),
      );
    },
  }),
  route({
    method: 'PATCH',
    path: '/admin/clients/:id',
    tag,
    summary: 'Change an API client at once; disabling ends its tokens',
    access,
    body: Type.Object({
      name: Type.Optional(Type.String()),
      agentId: Type.Optional(IdIn),
      enabled: Type.Optional(Type.Boolean()),
      rateLimit: RateLimit,
    }),
    members: { agent: 'agentId' },
    answer: Client,
    async run(call) {
      const { who, body, store, params } = call;
      const id = params.id();
      const { name, enabled, rateLimit } = body;
      const agentId = body.agentId === undefined ? undefined : readId('agentId', body.agentId);
      const patch = present({ name, enabled, rateLimit, agentId });
      return await configure(
        call,
        { action: 'client.update', record: 'client', detail: { members: Object.keys(patch) } },
        async (db) => {
          await updateClient(db, store.secrets, who.tenantId, id, patch);
          return id;
        },
        (now, _id, db) => readClient(db, now, id),
      );
    },
  }),
  route({
    method: 'POST',
    path: '/admin/clients/:id/secret',
    tag,
    summary: 'Give an API client a new secret, shown once; its tokens end',
    access,
    answer: Type.Object({ secret: Type.String() }),
    run: (call) => {
      const secret = newSecret();
      return configure(
        call,
        { action: 'client.secret', record: 'client' },
        async (db) => {
          const id = call.params.id();
          await updateClient(db, call.store.secrets, call.who.tenantId, id, { secret });
          return id;
        },
        () => ({ secret }),
      );
    },
  }),
];

async function readClient(db: Reader, who: Caller, id: bigint): Promise<Static<typeof Client>> {
  const client = (await listClients(db, who.tenantId)).find((one) => one.id === id);
  if (client === undefined) throw new CrmError('not_found', { record: 'client', id: String(id) });
  return showClient(who, client);
}

function showClient(who: Caller, client: Awaited<ReturnType<typeof listClients>>[number]): Static<typeof Client> {
  const { id, name, agentId, enabled, rateLimit } = client;
  return { id: String(id), name, agent: showAgent(who, agentId)!, enabled, rateLimit };
}
