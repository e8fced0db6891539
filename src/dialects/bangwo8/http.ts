import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, answerOnce } from '#crm/access/remembered-requests.ts';
import { roleOf } from '#crm/access/scope.ts';
import type { Caller } from '#crm/store.ts';
import { Carried } from '#transport/carried.ts';
import { takeRawBodies } from '#transport/http/raw-bodies.ts';
import type { DialectContext } from '../dialect.ts';
import { authenticate } from './auth.ts';
import { refuseUnknown } from './body.ts';
import {
  adminOnly,
  compressed,
  errorJson,
  internal,
  toBangwo8Error,
  unknownResource,
  type WireKeys,
} from './errors.ts';
import { Links } from './links.ts';
import { QueryParameters } from './query-parameters.ts';
import type { Call, Route } from './route.ts';
import { routes } from './routes.ts';
import { addTokenRoutes } from './token.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const NO_BODY = new Uint8Array();
const callers = new Carried<Caller>();

/** Everything below `/api/v1`, and the token endpoint beside it. */
export async function addHttpRoutes(scope: FastifyInstance, context: DialectContext): Promise<void> {
  await scope.register(
    async (api) => {
      takeRawBodies(api, compressed);
      answerErrors(api, context);
      addTokenRoutes(api, context, ['/getToken', '/getToken.json']);
      for (const route of routes) addRoute(api, context, route);
    },
    { prefix: '/api/v1' },
  );
  await scope.register(async (beside) => {
    takeRawBodies(beside, compressed);
    answerErrors(beside, context, { unknown: false });
    addTokenRoutes(beside, context, ['/api/token.php']);
  });
}

/** @param unknown whether routes that don't exist below the scope's prefix are this dialect's to answer */
export function answerErrors(scope: FastifyInstance, context: DialectContext, { unknown = true } = {}): void {
  scope.setErrorHandler((error, request, reply) => sendError(context, request, reply, error));
  if (unknown) {
    scope.setNotFoundHandler((request, reply) => sendError(context, request, reply, unknownResource()));
  }
}

/** Serves a route with and without `.json`; a parameter at the end of its path may carry the ending as well. */
function addRoute(scope: FastifyInstance, context: DialectContext, route: Route): void {
  const operation = `${route.method} ${route.path}`;
  const parameters = new Set(route.parameters);
  const paths = /:\w+$/.test(route.path) ? [route.path] : [route.path, `${route.path}.json`];
  for (const url of paths) {
    scope.route({
      method: route.method,
      url,
      // Before the body is read: strangers send none.
      onRequest: async (request) => {
        const who = await authenticate(context, request.headers.authorization);
        const { tenantId, agentId } = who;
        context.requests.identify(request.raw, { dialect: 'bangwo8', tenantId, agentId, clientId: null });
        callers.set(request, who);
      },
      handler: async (request, reply) => {
        const { status, headers, body } = await answerOf(context, route, parameters, request, callers.get(request)!);
        reply.code(status).headers(headers).type(JSON_TYPE);
        return body;
      },
      errorHandler: (error, request, reply) => {
        void sendError(context, request, reply, error, route.wireKeys);
      },
      onResponse: (_request, reply, done) => {
        context.metrics.countRequest('bangwo8', operation, reply.statusCode, reply.elapsedTime / 1000);
        done();
      },
    });
  }
}

/** A write under a Requestid is answered once (README.md, Ways in): what is remembered comes before any check. */
async function answerOf(
  context: DialectContext,
  route: Route,
  parameters: ReadonlySet<string>,
  request: FastifyRequest,
  who: Caller,
): Promise<Answer> {
  const call = makeCall(context, route, request, who);
  const { method } = route;
  const key = method === 'POST' || method === 'PUT' ? requestIdOf(request) : null;
  const repeatable = {
    tenantId: who.tenantId,
    caller: `bangwo8 agent ${who.agentId}`,
    key,
    method,
    path: request.url,
    body: call.body,
  };
  return await answerOnce(context.store, repeatable, async (remember) => {
    if (route.admin === true && !roleOf(who).isAdmin) throw adminOnly();
    refuseUnknown(call, call.query.names, parameters);
    return await route.run({
      ...call,
      write: (work) =>
        context.store.write(async (db) => {
          const answer = await work(db);
          await remember(db, answer);
          return answer;
        }),
    });
  });
}

function requestIdOf(request: FastifyRequest): string | null {
  const sent = request.headers['requestid'];
  return typeof sent === 'string' && sent.trim() !== '' ? sent.trim() : null;
}

function makeCall(context: DialectContext, route: Route, request: FastifyRequest, who: Caller): Omit<Call, 'write'> {
  const parts = request.params as Readonly<Record<string, string>>;
  return {
    store: context.store,
    who,
    query: new QueryParameters(request.query, request.url),
    links: new Links(context.config.publicUrl, request),
    strict: context.config.strict,
    body: (request.body as Buffer | undefined) ?? NO_BODY,
    contentType: request.headers['content-type'] ?? '',
    part: (name) => {
      const part = (parts[name] ?? '').replace(/\.json$/, '');
      // `/companies/` is no address, whereas `/companies/0` is one of a company that isn't there.
      if (part === '') throw unknownResource();
      return part;
    },
    countUnknown: (keys) => context.metrics.countUnknownKey('bangwo8', `${route.method} ${route.path}`, keys.length),
    countHiddenPhoneSearch: () => context.metrics.countHiddenPhoneSearch('bangwo8'),
    read: (work) => context.store.read(work),
  };
}

function sendError(
  context: DialectContext,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  wireKeys?: WireKeys,
): FastifyReply {
  const known = toBangwo8Error(error, wireKeys);
  if (known === null) context.log.error({ requestId: request.id, err: error }, 'a Bangwo8 request failed');
  const answered = known ?? internal();
  return reply.code(answered.status).headers(answered.headers).type(JSON_TYPE).send(errorJson(answered));
}
