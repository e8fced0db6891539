import { deletePreference, readPreferences, writePreference } from '#crm/preferences/preferences.ts';
import { Type } from 'typebox';
import { Reply, route } from '../route.ts';
import { Directory } from '../schemas/directory.ts';
import { showDirectory } from '../show/directory.ts';

const tag = 'Access';

export const selfRoutes = [
  route({
    method: 'GET',
    path: '/directory',
    tag,
    summary: "The tenant's configuration: people, dictionaries, fields, rules",
    access: 'agent',
    answer: Directory,
    async run({ who, request }) {
      const etag = `"${who.directory.version}-${who.agentId}"`;
      const headers = { etag, 'cache-control': 'private, no-cache' };
      if (request.raw.headers['if-none-match'] === etag) return new Reply(undefined, { status: 304, headers });
      return new Reply(showDirectory(who), { headers });
    },
  }),
  route({
    method: 'GET',
    path: '/preferences',
    tag,
    summary: "What the agent's console keeps for itself",
    access: 'agent',
    answer: Type.Record(Type.String(), Type.Unknown()),
    run: ({ read, who }) => read((db) => readPreferences(db, who)),
  }),
  route({
    method: 'PUT',
    path: '/preferences/:name',
    tag,
    summary: 'Keep a preference: any JSON',
    access: 'agent',
    body: Type.Unknown(),
    run: ({ write, who, params, body }) => write((db) => writePreference(db, who, params.text('name'), body)),
  }),
  route({
    method: 'DELETE',
    path: '/preferences/:name',
    tag,
    summary: 'Forget a preference',
    access: 'agent',
    run: ({ write, who, params }) => write((db) => deletePreference(db, who, params.text('name'))),
  }),
];
