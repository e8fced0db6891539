import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerFor } from '#crm/access/caller-for.ts';
import { findClient, type Client } from '#crm/access/find-client.ts';
import { takeCall } from '#crm/access/rate-limit.ts';
import { isSameText } from '#crm/access/same-text.ts';
import { issueToken } from '#crm/access/tokens.ts';
import { CrmError } from '#crm/errors.ts';
import { parseExact } from '#transport/http/exact-json.ts';
import { readFormData } from '#transport/http/form-data.ts';
import type { DialectContext } from '../dialect.ts';
import { basicCredentials, type Credentials } from './auth.ts';
import { membersOf, parseId } from './body.ts';

const LIVES_S = 3600;

/** An answer of RFC 6749, section 5.2; the descriptions are the vendor's where its token page shows one. */
class TokenError extends Error {
  readonly status: number;
  readonly error: string;
  readonly more: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    error: string,
    description: string,
    more: { readonly uri?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(description);
    this.status = status;
    this.error = error;
    this.more = more.uri === undefined ? {} : { error_uri: more.uri };
    this.headers = more.headers ?? {};
  }
}

/** The token endpoint: `client_credentials` by Basic `key id:secret`, or by client_id and client_secret in the body. */
export function addTokenRoutes(scope: FastifyInstance, context: DialectContext, paths: readonly string[]): void {
  for (const url of paths) {
    scope.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      handler: (request, reply) => answer(context, request, reply),
    });
  }
}

async function answer(context: DialectContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' }).type('application/json; charset=utf-8');
  try {
    return await reply.send(JSON.stringify(await grant(context, request)));
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return await reply
      .code(error.status)
      .headers(error.headers)
      .send(JSON.stringify({ error: error.error, error_description: error.message, ...error.more }));
  }
}

async function grant(context: DialectContext, request: FastifyRequest) {
  if (request.method !== 'POST') {
    throw new TokenError(400, 'invalid_request', 'The request method must be POST when requesting an access token', {
      uri: 'http://tools.ietf.org/html/rfc6749#section-3.2',
    });
  }
  const form = await readForm(request);
  const grantType = form.get('grant_type');
  if (!grantType) throw new TokenError(400, 'invalid_request', 'The grant type was not specified in the request');
  if (grantType !== 'client_credentials') {
    throw new TokenError(400, 'unsupported_grant_type', 'Only client_credentials is supported');
  }
  const client = await requireClient(context, request, form);
  const { tenantId, agentId, id } = client;
  const waitS = takeCall(context.store, client);
  if (waitS > 0) {
    throw new TokenError(429, 'temporarily_unavailable', 'Too many requests', {
      headers: { 'retry-after': String(waitS) },
    });
  }
  const { token } = await context.store.write((db) =>
    issueToken(db, { kind: 'uncounted', tenantId, agentId, clientId: id, livesS: LIVES_S }),
  );
  return { access_token: token, expires_in: LIVES_S, token_type: 'Bearer', scope: null };
}

/** Raises invalid_client alike for an unknown key id, a wrong secret, and a client or agent that was switched off. */
async function requireClient(
  { store }: DialectContext,
  request: FastifyRequest,
  form: ReadonlyMap<string, string>,
): Promise<Client> {
  const sent = basicCredentials(request.headers.authorization) ?? fromForm(form);
  if (sent === null) throw invalidClient('Client credentials were not found in the headers or body');
  const client = await findClient(store, parseId(sent.name) ?? 0n);
  if (client === null || !client.enabled || !isSameText(client.secret, sent.secret)) throw invalidClient();
  try {
    await callerFor(store, client.tenantId, client.agentId, 'bangwo8');
  } catch (error) {
    throw error instanceof CrmError ? invalidClient() : error;
  }
  return client;
}

function fromForm(form: ReadonlyMap<string, string>): Credentials | null {
  const [name, secret] = [form.get('client_id'), form.get('client_secret')];
  return name === undefined || secret === undefined ? null : { name, secret };
}

function invalidClient(description = 'The client credentials are invalid'): TokenError {
  return new TokenError(401, 'invalid_client', description, {
    headers: { 'www-authenticate': 'Basic realm="bangwo8", charset="UTF-8"' },
  });
}

/** The body's members as texts: a form, multipart or JSON by its type (the vendor's curl sends multipart). */
async function readForm(request: FastifyRequest): Promise<ReadonlyMap<string, string>> {
  const type = request.headers['content-type'] ?? '';
  const bytes = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  if (bytes.length === 0) return new Map();
  try {
    if (/^application\/json\b/i.test(type)) return textMembers(membersOf(parseExact(bytes.toString('utf8'))));
    const form = await readFormData(new Uint8Array(bytes), type);
    return textMembers(onceEach(form));
  } catch (error) {
    if (error instanceof TokenError) throw error;
    throw new TokenError(400, 'invalid_request', 'The body is not a form, multipart or JSON');
  }
}

/** Raises invalid_request for a parameter that comes twice (RFC 6749, 3.2). */
function onceEach(form: FormData): Readonly<Record<string, unknown>> {
  const entries = [...form];
  const members = Object.fromEntries(entries);
  if (Object.keys(members).length === entries.length) return members;
  throw new TokenError(400, 'invalid_request', 'A parameter is given more than once');
}

function textMembers(members: Readonly<Record<string, unknown>> | null): ReadonlyMap<string, string> {
  const texts = Object.entries(members ?? {}).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? [[name, String(value)]] : [],
  );
  return new Map(texts);
}
