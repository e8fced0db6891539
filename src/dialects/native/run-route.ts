import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, answerOnce, type Remember } from '#crm/access/remembered-requests.ts';
import { requirePermission } from '#crm/access/scope.ts';
import type { Writer } from '#crm/store.ts';
import { undecodedParameters } from '#transport/http/undecoded.ts';
import type { DialectContext } from '../dialect.ts';
import { authenticate, type Authenticated } from './auth.ts';
import { type JsonBody, noBody } from './body.ts';
import { check, readQuery, unknownMembers } from './check.ts';
import { badRequest, blameMember, NativeError, toNativeError } from './errors.ts';
import { passOver } from './pass-over.ts';
import { type Call, type Params, Reply, type RequestFacts, type Route } from './route.ts';

/** Resolves to what is to be sent; status and headers are set by then. */
export type RunRoute = (request: FastifyRequest, reply: FastifyReply) => Promise<Payload>;

type Payload = string | NodeJS.ReadableStream;

/** What a route does with a request: who asks, are query and body in form, run it once, answer. */
export function makeRunner(context: DialectContext, one: Route): RunRoute {
  return async (request, reply) => {
    const auth = one.access === 'public' ? null : await authenticate(context, request);
    if (auth !== null && one.access !== 'agent' && one.access !== 'public') requirePermission(auth.who, one.access);
    const [undecoded] = undecodedParameters(request.url);
    if (undecoded !== undefined) throw badRequest(undecoded, 'is not UTF-8 in percent-encoding');
    const query = one.query === undefined ? {} : readQuery(one.query, request.query as Record<string, unknown>);
    if (one.query !== undefined) check(one.query, query);
    if (one.rawBody === undefined && request.isMultipart()) {
      throw new NativeError(415, 'unsupported_media_type', 'The body must be JSON.');
    }
    const json = one.rawBody === undefined ? ((request.body as JsonBody | undefined) ?? noBody) : noBody;
    const body = bodyOf(json);
    if (one.body !== undefined) check(one.body, body);
    passOverUnknown(context, one, request.query as object, body);
    try {
      return payloadOf(reply, await runOnce(context, one, request, auth, query, json, body));
    } catch (error) {
      throw blameMember(error, body) ?? toNativeError(error, one.members) ?? error;
    }
  };
}

/** Text or a stream as it stands, or the answer's bytes. */
type Outgoing = Answer | Reply;

async function runOnce(
  context: DialectContext,
  one: Route,
  request: FastifyRequest,
  auth: Authenticated | null,
  query: unknown,
  json: JsonBody,
  body: unknown,
): Promise<Outgoing> {
  const work = async (remember: Remember | null): Promise<Outgoing> => {
    const call = makeCall(context, one, request, auth, query, body, remember);
    const result = await one.run(call);
    return result instanceof Reply && result.raw !== undefined ? result : toAnswer(one, result);
  };
  const key = idempotencyKey(one, request);
  if (key === null || auth === null) return await work(null);
  const { who } = auth;
  let ran = false;
  const answer = await answerOnce(
    context.store,
    {
      tenantId: who.tenantId,
      caller: `native agent ${who.agentId}`,
      key,
      method: request.method,
      path: request.url,
      body: json.text,
    },
    async (remember) => {
      ran = true;
      return (await work(remember)) as Answer;
    },
  );
  return ran ? answer : { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } };
}

function idempotencyKey(one: Route, request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (one.method !== 'POST' || key === undefined || one.rawBody !== undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key)) {
    throw badRequest('Idempotency-Key', 'not 1 to 255 printable characters');
  }
  return key;
}

function makeCall(
  context: DialectContext,
  one: Route,
  request: FastifyRequest,
  auth: Authenticated | null,
  query: unknown,
  body: unknown,
  remember: Remember | null,
): Call {
  const { store } = context;
  return {
    context,
    store,
    get who() {
      if (auth === null) throw new Error(`${one.path} asks who asks, and is public`);
      return auth.who;
    },
    session: auth?.session ?? null,
    seeingAs: auth?.seeingAs ?? false,
    params: paramsOf(request),
    query,
    body,
    ifVersion: ifMatch(request),
    request: factsOf(context, request),
    read: (work) => store.read(work),
    write: (work) =>
      store.write(async (db: Writer) => {
        const result = await work(db);
        if (remember !== null) await remember(db, toAnswer(one, result));
        return result;
      }),
  };
}

function toAnswer(one: Route, result: unknown): Answer {
  const { body, status, headers } = result instanceof Reply ? result : new Reply(result);
  if (body === undefined || body === null) return { status: status ?? 204, headers, body: '' };
  const { version } = body as { version?: unknown };
  return {
    status: status ?? one.status ?? 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(typeof version === 'number' ? { etag: `"${version}"` } : {}),
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

function payloadOf(reply: FastifyReply, answer: Outgoing): Payload {
  reply.code(answer.status ?? 200).headers(answer.headers);
  return answer instanceof Reply ? answer.raw! : answer.body;
}

function bodyOf({ value }: JsonBody): unknown {
  return value;
}

/** Members of the query and the body that nobody knows, and the answer doesn't show. */
function passOverUnknown(context: DialectContext, one: Route, query: object, body: unknown): void {
  const inQuery = one.query === undefined ? Object.keys(query) : unknownMembers(one.query, query);
  const inBody =
    one.body === undefined || typeof body !== 'object' || body === null || Array.isArray(body)
      ? []
      : unknownMembers(one.body, body).filter((key) => !shows(one, key));
  passOver(context, `${one.method} ${one.path}`, [...inQuery, ...inBody]);
}

function shows({ answer }: Route, member: string): boolean {
  const { properties = {} } = (answer ?? {}) as { properties?: object };
  return Object.hasOwn(properties, member);
}

/** If-Match as the version it names; quotes and a weak mark are optional. */
function ifMatch(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '' || header === '*') return undefined;
  const version = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header)?.[1];
  if (version === undefined) throw new NativeError(412, 'stale', 'If-Match names no version of ours.');
  return Number(version);
}

const LARGEST_ID = 2n ** 63n - 1n;

function paramsOf(request: FastifyRequest): Params {
  const params = request.params as Record<string, string>;
  return {
    id(name = 'id') {
      const text = params[name] ?? '';
      if (!/^[1-9]\d{0,18}$/.test(text) || BigInt(text) > LARGEST_ID) {
        throw new NativeError(404, 'not_found', `No record ${text.slice(0, 40)}.`);
      }
      return BigInt(text);
    },
    text: (name) => params[name] ?? '',
  };
}

function factsOf(context: DialectContext, request: FastifyRequest): RequestFacts {
  return {
    id: request.id,
    baseUrl: context.config.publicUrl ?? `${request.protocol}://${request.host}`,
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    raw: request,
  };
}
