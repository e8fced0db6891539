import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import fastifyWebsocket from '@fastify/websocket';
import type { Metrics } from '../metrics.ts';
import { OverloadError } from './overload-error.ts';
import { cutSlowBodies } from './slow-bodies.ts';
import { turnEnd } from './turn-end.ts';
import { isDecodable } from './undecoded.ts';
import { type ParserError, serveUnencodedAddress } from './unencoded-address.ts';

export const BODY_LIMIT = 1024 * 1024;
/** Request line and headers, in bytes. */
const LONGEST_HEAD = 16_384;
/** Refused with a status of their own, before a route is known: an attacker's cost stays above ours. */
const MOST_CONNECTIONS = 10_000;
const MOST_UNDER_WAY = 4000;
const LINGER_MS = 2000;
/** Dialects check and write what they serve themselves: Fastify's compilers of schemas, a hundred modules, are not loaded. */
const NO_SCHEMAS = { compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas } };
const PATIENCE = { headMs: 15_000, bodyMs: 30_000 };

export interface ServerOptions {
  readonly log: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly trustProxy: boolean | string;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Requests under way at once; more are shed. */
  readonly mostUnderWay?: number;
  /** How long a request's head may take, and its body. */
  readonly patience?: { readonly headMs: number; readonly bodyMs: number };
}

/**
 * An HTTP server with limits on everything a peer can send or hold, an X-Request-Id on every answer and WebSockets.
 * It knows no route: dialects register theirs in scopes of their own.
 */
export async function createHttpServer(options: ServerOptions): Promise<FastifyInstance> {
  const shared = {
    // Where it listens is told by who started it.
    loggerInstance: options.log.child({}, { level: 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    // Each line names its request itself; a logger of its own for each request would cost more than the request.
    childLoggerFactory: (log: FastifyBaseLogger) => log,
    bodyLimit: BODY_LIMIT,
    schemaController: NO_SCHEMAS,
    connectionTimeout: 60_000,
    // Bodies have limits of their own (slow-bodies.ts).
    requestTimeout: 0,
    keepAliveTimeout: 65_000,
    trustProxy: options.trustProxy,
    requestIdHeader: false as const,
    genReqId: requestId,
    forceCloseConnections: 'idle' as const,
    // As long as a request line may be: no path is refused before a dialect can answer it in its own form.
    routerOptions: { maxParamLength: LONGEST_HEAD },
    rewriteUrl: decodableUrl,
    clientErrorHandler: (error: ParserError, socket: Socket) => {
      if (!serveUnencodedAddress(server.server, error, socket, LONGEST_HEAD)) answerMalformed(error, socket);
    },
  };
  const { headMs, bodyMs } = options.patience ?? PATIENCE;
  const limits = { maxHeaderSize: LONGEST_HEAD, headersTimeout: headMs, connectionsCheckingInterval: headMs / 6 };
  const server: FastifyInstance =
    options.tls === undefined
      ? fastify({ ...shared, http: limits })
      : (fastify({ ...shared, https: { ...limits, ...options.tls } }) as unknown as FastifyInstance);
  server.server.maxConnections = MOST_CONNECTIONS;
  server.server.maxRequestsPerSocket = 0;
  addRequestIds(server);
  server.addHook('onSend', turnEnd);
  answerErrors(server, options.log);
  cutSlowBodies(server, bodyMs, cutSlow);
  shedOverload(server, options.metrics, options.mostUnderWay ?? MOST_UNDER_WAY);
  await server.register(fastifyWebsocket, { options: { maxPayload: BODY_LIMIT, perMessageDeflate: false } });
  return server;
}

function refuseSchemas(): never {
  throw new Error('A route has a schema for Fastify');
}

/** The caller's own request id when it is a sane one, else a new one. */
function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

function addRequestIds(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
}

/** What no dialect answers: the operator's routes, and pages. */
function answerErrors(server: FastifyInstance, log: FastifyBaseLogger): void {
  server.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const { statusCode: code = 500 } = error;
    if (code === 500) log.error({ requestId: request.id, err: error }, 'a request failed');
    return reply.code(code).send({ code, message: code === 500 ? 'Internal Server Error' : error.message });
  });
}

/** A path that can't be percent-decoded is looked for as it is written, so that its dialect answers that there is none. */
function decodableUrl(request: { url?: string }): string {
  const url = request.url ?? '/';
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  if (!path.includes('%') || isDecodable(path)) return url;
  return path.replaceAll('%', '%25') + url.slice(path.length);
}

/** Beyond what the store can work off, a quick refusal serves callers better than a queue that outlives their patience. */
function shedOverload(server: FastifyInstance, metrics: Metrics, mostUnderWay: number): void {
  let underWay = 0;
  server.addHook('onRequest', (request, reply, done) => {
    underWay += 1;
    reply.raw.once('close', () => {
      underWay -= 1;
    });
    if (underWay <= mostUnderWay || request.url.startsWith('/healthz')) {
      done();
      return;
    }
    metrics.countShed();
    const error = new OverloadError();
    reply.header('retry-after', String(error.retryAfterS));
    done(error);
  });
}

/** What isn't HTTP gets its status and the connection ends; nothing of it reaches a route. */
function answerMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  const body = JSON.stringify({ code: Number(status.slice(0, 3)), message: status.slice(4) });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nX-Request-Id: ${randomUUID()}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // Who goes on sending would hold the connection.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function cutSlow(request: IncomingMessage, reply: ServerResponse): void {
  if (reply.headersSent) request.socket.destroy();
  else answerMalformed(Object.assign(new Error('slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), request.socket);
}
