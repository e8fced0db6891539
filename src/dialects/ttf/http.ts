import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OverloadError } from '#transport/http/overload-error.ts';
import type { DialectContext } from '../dialect.ts';
import { type Answer, answerWith, failureJson, type Envelope } from './answer.ts';
import { verifySign } from './auth.ts';
import { type Body, addBodyParsers, noBody } from './body.ts';
import { internal, shapeError } from './errors.ts';
import type { Operation } from './operation.ts';
import { operationNamed, operations } from './operations.ts';
import { type Members, Params } from './params.ts';
import { queryOf } from './query.ts';
import { runOperation } from './run-operation.ts';

const REST: Envelope = { rest: true };
const JSON_TYPE = 'application/json; charset=utf-8';

/** Signed REST, and actions over HTTP, below `/open_api`. */
export function addHttpRoutes(scope: FastifyInstance, context: DialectContext): void {
  addBodyParsers(scope);
  scope.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    if (error.statusCode === 413) return reply.code(413).send({ code: 413, message: '请求体过大' });
    if (error instanceof OverloadError) return reply.code(503).send({ code: 503, message: error.message });
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendJson(reply, failureJson(REST, shapeError()));
    context.log.error({ requestId: request.id, err: error }, 'a TTF request failed');
    return sendJson(reply, failureJson(REST, internal()));
  });
  scope.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 404, message: '接口不存在' }));
  for (const operation of operations) {
    const { method, path } = operation.rest;
    for (const url of new Set([path, withBlank(path)])) {
      scope.route({
        method,
        url,
        ...(operation.bodyLimit === undefined ? {} : longBody(context, operation, operation.bodyLimit)),
        handler: (request, reply) => answerRest(context, operation, request, reply),
      });
    }
  }
  scope.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: (request, reply) => answerAction(context, request, reply),
  });
}

/** Two of the seed's addresses have a blank before their last part: `/customers/ update_customer`, `/customers/ feeds`. */
function withBlank(path: string): string {
  return path.replace('/customers/', '/customers/ ');
}

/** A body of many megabytes is read for who signed only. */
function longBody(context: DialectContext, { name }: Operation, bodyLimit: number) {
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      await verifySign(context, queryOf(request).members);
    } catch (error) {
      const refused = await answerWith(REST, context.log, request.id, () => Promise.reject(error));
      return reply.send(payloadOf(context, reply, name, refused));
    }
  };
  return { bodyLimit, onRequest };
}

async function answerRest(
  context: DialectContext,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Payload> {
  const path = request.params as Readonly<Record<string, string>>;
  const params = paramsOf(request, path);
  return payloadOf(context, reply, operation.name, await answer(context, REST, operation, request, params));
}

/** `?action=…`: the message's members stand in the query, in a form or in a JSON body. */
async function answerAction(context: DialectContext, request: FastifyRequest, reply: FastifyReply): Promise<Payload> {
  const params = paramsOf(request, {});
  const envelope: Envelope = { rest: false, callbackId: params.get('callbackId') };
  const operation = operationNamed(params.get('action'));
  const answered = await answer(context, envelope, operation, request, params);
  return payloadOf(context, reply, operation?.name ?? 'unknown', answered);
}

const ONLY_READ: ReadonlySet<string> = new Set(['GET', 'HEAD']);

function answer(
  context: DialectContext,
  envelope: Envelope,
  operation: Operation | undefined,
  request: FastifyRequest,
  params: Params,
): Promise<Answer> {
  return answerWith(envelope, context.log, request.id, async () => {
    const client = await verifySign(context, queryOf(request).members);
    const { id: clientId, tenantId, agentId } = client;
    context.requests.identify(request.raw, { dialect: 'ttf', tenantId, clientId, agentId });
    const mayRun = operation !== undefined && (operation.reads || !ONLY_READ.has(request.method));
    return await runOperation(context, client, mayRun ? operation : undefined, params);
  });
}

/** What a handler returns to be sent. Returning the reply would have it wait for its own end, with a dozen listeners. */
type Payload = string | Readable;

function payloadOf(context: DialectContext, reply: FastifyReply, operation: string, answered: Answer): Payload {
  const { body, retryAfterS } = answered;
  const status = retryAfterS === undefined ? 200 : 429;
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  context.metrics.countRequest('ttf', operation, status, reply.elapsedTime / 1000);
  if (typeof body === 'string') {
    reply.code(status).header('content-type', JSON_TYPE);
    return body;
  }
  reply
    .header('content-type', body.mediaType)
    .header('content-disposition', `attachment; filename="${body.fileName}"`)
    .header('x-content-type-options', 'nosniff');
  return Readable.from(body.bytes, { objectMode: false });
}

function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.code(200).header('content-type', JSON_TYPE).send(json);
}

function paramsOf(request: FastifyRequest, path: Members): Params {
  const query = queryOf(request);
  const body = (request.body as Body | undefined) ?? noBody;
  return new Params([path, query.members, body.members], query.unreadable || body.unreadable);
}
