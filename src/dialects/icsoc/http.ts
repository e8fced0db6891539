import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '#crm/store.ts';
import { Carried } from '#transport/carried.ts';
import { takeRawBodies } from '#transport/http/raw-bodies.ts';
import { undecodedParameters } from '#transport/http/undecoded.ts';
import type { DialectContext } from '../dialect.ts';
import { authenticate } from './auth.ts';
import { readBody } from './body.ts';
import {
  type IcsocError,
  internal,
  malformed,
  rule,
  tooLarge,
  toIcsocError,
  unknownRecord,
  unknownRoute,
  type Wording,
} from './errors.ts';
import type { Call, Operation } from './operation.ts';
import { operations } from './operations.ts';
import { Query } from './query.ts';
import { addTokenRoute } from './token.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const callers = new Carried<Caller>();
const LARGEST_ID = 2n ** 63n - 1n;
const NO_WORDING: Wording = { keys: {} };

/** Everything below `/openapi/v1`, with the token endpoint; that one also stands at the vendor's own path, `/oauth2/token`. */
export async function addHttpRoutes(scope: FastifyInstance, context: DialectContext): Promise<void> {
  await scope.register(
    async (api) => {
      prepareScope(api, context);
      addTokenRoute(api, context, '/oauth2/token');
      for (const operation of operations) addOperation(api, context, operation);
    },
    { prefix: '/openapi/v1' },
  );
  await scope.register(
    async (beside) => {
      prepareScope(beside, context);
      addTokenRoute(beside, context, '/token');
    },
    { prefix: '/oauth2' },
  );
}

function prepareScope(scope: FastifyInstance, context: DialectContext): void {
  takeRawBodies(scope, () => malformed('不支持 Content-Encoding，请直接发送 JSON'));
  scope.setErrorHandler((error, request, reply) => sendError(context, request, reply, error));
  scope.setNotFoundHandler((request, reply) => sendError(context, request, reply, unknownRoute()));
}

function addOperation(scope: FastifyInstance, context: DialectContext, operation: Operation): void {
  const name = `${operation.method} ${operation.path}`;
  scope.route({
    method: operation.method,
    url: operation.path,
    // Before the body is read: strangers send none.
    onRequest: async (request) => {
      const who = await authenticate(context, request.headers);
      const { tenantId, agentId } = who;
      context.requests.identify(request.raw, { dialect: 'icsoc', tenantId, agentId, clientId: null });
      callers.set(request, who);
    },
    handler: async (request, reply) => {
      const call = makeCall(context, name, request, callers.get(request)!);
      if (operation.parameters !== undefined) {
        const undecoded = undecodedParameters(request.url).find((name) => operation.parameters!.includes(name));
        if (undecoded !== undefined) throw malformed(`${undecoded} 不是 UTF-8`);
        passOverParameters(call, operation.parameters, request);
      }
      const data = await operation.run(call);
      reply.type(JSON_TYPE);
      return `{"code":200,"message":"ok","data":${data}}`;
    },
    errorHandler: (error, request, reply) => {
      void sendError(context, request, reply, error, operation.wording, callers.get(request));
    },
    onResponse: (_request, reply, done) => {
      context.metrics.countRequest('icsoc', name, reply.statusCode, reply.elapsedTime / 1000);
      done();
    },
  });
}

function makeCall(context: DialectContext, name: string, request: FastifyRequest, who: Caller): Call {
  const { store, config, metrics } = context;
  return {
    who,
    secrets: store.secrets,
    strict: config.strict,
    id: () => pathId(request),
    body: () => readBody(request.body as Buffer | undefined, request.headers['content-type']),
    query: (list) => new Query(request.query, who, list),
    passOver(keys) {
      if (keys.length === 0) return;
      if (config.strict) throw rule(keys[0]!, '不是可写的字段');
      metrics.countUnknownKey('icsoc', name, keys.length);
    },
    countHiddenPhoneSearch: () => metrics.countHiddenPhoneSearch('icsoc'),
    read: (work) => store.read(work),
    write: (work) => store.write(work),
  };
}

function passOverParameters(call: Call, known: readonly string[], request: FastifyRequest): void {
  const unknown = Object.keys(request.query as object).filter((key) => !known.includes(key));
  if (unknown.length > 0 && call.strict) throw malformed(`没有参数 ${unknown[0]}`);
  call.passOver(unknown);
}

function pathId(request: FastifyRequest): bigint {
  const text = (request.params as { id: string }).id;
  const id = /^\d{1,19}$/.test(text) ? BigInt(text) : 0n;
  if (id === 0n || id > LARGEST_ID) throw unknownRecord();
  return id;
}

function sendError(
  context: DialectContext,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  wording = NO_WORDING,
  who?: Caller,
): FastifyReply {
  const known = toIcsocError(error, wording, who?.directory) ?? ofServer(error);
  if (known === null) context.log.error({ requestId: request.id, err: error }, 'an icsoc request failed');
  const answered = known ?? internal();
  if (answered.status === 401) reply.header('www-authenticate', 'Bearer');
  if (answered.retryAfterS !== undefined) reply.header('retry-after', String(answered.retryAfterS));
  return reply
    .code(answered.status)
    .type(JSON_TYPE)
    .send(JSON.stringify({ code: answered.status, message: answered.message, data: [] }));
}

/** What the server itself refuses before an operation runs. */
function ofServer(error: unknown): IcsocError | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 413) return tooLarge();
  return typeof status === 'number' && status >= 400 && status < 500 ? malformed('请求格式不正确') : null;
}
