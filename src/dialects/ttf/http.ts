import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DialectContext } from '../dialect.ts';
import { type Answer, answerWith, failureJson, type Envelope } from './answer.ts';
import { callerOfClient, verifySign } from './auth.ts';
import { type Body, addBodyParsers, noBody } from './body.ts';
import { internal, shapeError } from './errors.ts';
import { makeCall, type Operation } from './operation.ts';
import { operationNamed } from './operations.ts';
import { createCustomer } from './methods/create-customer.ts';
import { destroyCustomer } from './methods/destroy-customer.ts';
import { getCustomer } from './methods/get-customer.ts';
import { updateCustomer } from './methods/update-customer.ts';
import { type Members, Params } from './params.ts';

const REST: Envelope = { rest: true };

/** The operations' own addresses (seed; contract/ttf.md, Ways in). */
const routes: readonly (readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string, Operation])[] = [
  ['GET', '/customers/get_customer', getCustomer],
  ['POST', '/customers', createCustomer],
  ['PUT', '/customers/update_customer', updateCustomer],
  ['DELETE', '/customers/destroy_customer', destroyCustomer],
];

/** Signed REST, and actions over HTTP, below `/open_api`. */
export function addHttpRoutes(scope: FastifyInstance, context: DialectContext): void {
  addBodyParsers(scope);
  scope.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error.statusCode === 413) return reply.code(413).send({ code: 413, message: '请求体过大' });
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendJson(reply, failureJson(REST, shapeError()));
    context.log.error({ requestId: request.id, err: error }, 'a TTF request failed');
    return sendJson(reply, failureJson(REST, internal()));
  });
  scope.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 404, message: '接口不存在' }));
  for (const [method, url, operation] of routes) {
    scope.route({ method, url, handler: (request, reply) => answerRest(context, operation, request, reply) });
  }
  scope.route({
    method: ['GET', 'POST'],
    // Below a prefix it answers without the slash too.
    url: '/',
    handler: (request, reply) => answerAction(context, request, reply),
  });
}

async function answerRest(
  context: DialectContext,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = bodyOf(request);
  const params = new Params([queryOf(request), body.members], body.unreadable);
  return send(context, request, reply, operation.name, await run(context, REST, operation, request, params));
}

/** `?action=…`: the message's members stand in the query, in a form or in a JSON body. */
async function answerAction(
  context: DialectContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = bodyOf(request);
  const params = new Params([queryOf(request), body.members], body.unreadable);
  const envelope: Envelope = { rest: false, callbackId: params.get('callbackId') };
  const action = params.get('action');
  const operation = typeof action === 'string' ? operationNamed(action) : undefined;
  const answer = await run(context, envelope, operation, request, params);
  return send(context, request, reply, operation?.name ?? 'unknown', answer);
}

function run(
  context: DialectContext,
  envelope: Envelope,
  operation: Operation | undefined,
  request: FastifyRequest,
  params: Params,
): Promise<Answer> {
  return answerWith(envelope, context.log, request.id, async () => {
    const client = await verifySign(context, queryOf(request));
    const caller = await callerOfClient(context, client, params);
    if (operation === undefined) throw shapeError('action');
    if (!operation.reads && request.method === 'GET') throw shapeError('action');
    return operation.run(
      makeCall(context.store, caller, params, {
        strict: context.config.strict,
        countUnknown: (keys) => context.metrics.countUnknownKey('ttf', operation.name, keys.length),
      }),
    );
  });
}

function send(
  context: DialectContext,
  _request: FastifyRequest,
  reply: FastifyReply,
  operation: string,
  answer: Answer,
): FastifyReply {
  const status = answer.retryAfterS === undefined ? 200 : 429;
  if (answer.retryAfterS !== undefined) reply.header('retry-after', String(answer.retryAfterS));
  context.metrics.countRequest('ttf', operation, status, reply.elapsedTime / 1000);
  return sendJson(reply.code(status), answer.json);
}

function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(json);
}

function bodyOf(request: FastifyRequest): Body {
  return (request.body as Body | undefined) ?? noBody;
}

/** A key that comes twice counts with its first value. */
function queryOf(request: FastifyRequest): Members {
  const query = request.query as Record<string, string | string[]>;
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [key, Array.isArray(value) ? value[0]! : value]),
  );
}
