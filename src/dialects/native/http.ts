import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DialectContext } from '../dialect.ts';
import { addJsonParser } from './body.ts';
import { addEventsRoute } from './realtime/events-route.ts';
import { internal, methodNotAllowed, NativeError, noSuchRoute, toNativeError } from './errors.ts';
import { PROBLEM_TYPE, toProblem } from './problem.ts';
import type { Method, Route } from './route.ts';
import { makeRunner } from './run-route.ts';

/** The routes below /api, each with its checks; whatever goes wrong is answered as a problem. */
export function addRoutes(scope: FastifyInstance, context: DialectContext, routes: readonly Route[]): void {
  addJsonParser(scope);
  scope.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  scope.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) =>
    sendError(context, request, reply, error),
  );
  const allowed = methodsByPath(routes);
  scope.setNotFoundHandler((request, reply) => {
    const methods = allowed.find(({ pattern }) => pattern.test(pathOf(request)))?.methods;
    if (methods === undefined) return sendError(context, request, reply, noSuchRoute());
    return sendError(context, request, reply.header('allow', methods.join(', ')), methodNotAllowed());
  });
  scope.register(multipart);
  addEventsRoute(scope, context);
  for (const one of routes) {
    const run = makeRunner(context, one);
    const operation = `${one.method} ${one.path}`;
    scope.route({
      method: one.method,
      url: one.path,
      config: { operation, longBody: one.rawBody !== undefined },
      ...(one.rawBody === undefined ? {} : { bodyLimit: one.rawBody.limit }),
      handler: async (request, reply) => {
        const answer = await run(request, reply);
        count(context, request, reply);
        return answer;
      },
    });
  }
}

/** Answers anything thrown as a problem; faults of ours are logged under the request's id. */
export function sendError(
  context: DialectContext,
  request: FastifyRequest,
  reply: FastifyReply,
  error: Error & { statusCode?: number },
): FastifyReply {
  const known = toNativeError(error) ?? transportError(error);
  if (known === null) context.log.error({ requestId: request.id, err: error }, 'a native request failed');
  const answered = known ?? internal();
  reply.code(answered.status).header('content-type', PROBLEM_TYPE);
  if (answered.retryAfterS !== undefined) reply.header('retry-after', String(answered.retryAfterS));
  if (answered.status === 401) reply.header('www-authenticate', 'Bearer realm="huiliu"');
  count(context, request, reply);
  return reply.send(JSON.stringify(toProblem(answered, request.id)));
}

function count(context: DialectContext, request: FastifyRequest, reply: FastifyReply): void {
  const { operation = 'unknown' } = request.routeOptions.config as { operation?: string };
  context.metrics.countRequest('native', operation, reply.statusCode, reply.elapsedTime / 1000);
}

/** What the HTTP server refuses before a route runs. */
function transportError(error: Error & { statusCode?: number }): NativeError | null {
  if (error.statusCode === 413) return new NativeError(413, 'too_large', 'The body is larger than is allowed.');
  if (error.statusCode === 415) return new NativeError(415, 'unsupported_media_type', 'The body must be JSON.');
  const { statusCode } = error;
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return null;
  return new NativeError(400, 'bad_request', 'The request cannot be read.');
}

function methodsByPath(routes: readonly Route[]): { pattern: RegExp; methods: Method[] }[] {
  const byPath = new Map<string, Method[]>();
  for (const { path, method } of routes) byPath.set(path, [...(byPath.get(path) ?? []), method]);
  return [...byPath].map(([path, methods]) => ({ pattern: toPattern(path), methods }));
}

function toPattern(path: string): RegExp {
  return new RegExp(`^/api${path.replaceAll(/[.]/g, '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}
