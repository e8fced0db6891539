import type { DescribedApi } from '#transport/http/openapi.ts';
import { Problem } from './problem.ts';
import { routes } from './routes.ts';

/** What /docs says of our own API: the schemas that validate, as they stand. */
export const api: DescribedApi = {
  title: 'Huiliu native API',
  description:
    'Ids are strings; times are UTC. Bearer with a token of POST /openapi/v1/oauth2/token of any API client, or the console session. ' +
    'Rows carry version: PATCH and DELETE take If-Match. POST takes Idempotency-Key. Events come over the WebSocket /api/events.',
  basePath: '/api',
  security: {
    bearer: { type: 'http', scheme: 'bearer' },
    session: { type: 'apiKey', in: 'cookie', name: 'huiliu_session' },
  },
  operations: routes.map((one) => ({
    method: one.method,
    path: one.path.replaceAll(/:(\w+)/g, '{$1}'),
    summary: one.access === 'public' || one.access === 'agent' ? one.summary : `${one.summary} [${one.access}]`,
    tag: one.tag,
    isPublic: one.access === 'public',
    ...(one.query === undefined ? {} : { query: one.query }),
    ...(one.body === undefined ? {} : { body: one.body }),
    ...(one.rawBody === undefined
      ? {}
      : { body: { type: 'object', properties: { record: {}, file: {} } }, bodyType: one.rawBody.mediaType }),
    ...(one.answer === undefined ? {} : { answer: one.answer }),
    ...(one.status === undefined
      ? {}
      : { statuses: one.otherStatus === undefined ? [one.status] : [one.otherStatus, one.status] }),
    ...(one.fileTypes === undefined ? {} : { fileTypes: one.fileTypes }),
  })),
  error: Problem,
  errorType: 'application/problem+json',
};
