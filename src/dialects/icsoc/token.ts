import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerFor } from '#crm/access/caller-for.ts';
import { type Client, findClient } from '#crm/access/find-client.ts';
import { isSameText } from '#crm/access/same-text.ts';
import { takeCall } from '#crm/access/rate-limit.ts';
import { issueToken, verifyToken } from '#crm/access/tokens.ts';
import { verifyLogin } from '#crm/access/verify-login.ts';
import type { DialectContext } from '../dialect.ts';
import {
  invalidClient,
  invalidGrant,
  invalidRequest,
  invalidScope,
  serverError,
  toTokenError,
  tryLater,
  unsupportedGrant,
} from './token-error.ts';
import { readTokenForm } from './token-form.ts';

const ACCESS_LIVES_S = 86_400;
const REFRESH_LIVES_S = 7 * 86_400;
const DEFAULT_SCOPE = 'default';

type Form = ReadonlyMap<string, string>;

/** Whom a token is for. */
interface Grant {
  readonly agentId: bigint;
  readonly scope: string;
  readonly refreshable: boolean;
}

/** `POST …/token`. Errors as RFC 6749 has them. */
export function addTokenRoute(scope: FastifyInstance, context: DialectContext, path: string): void {
  scope.route({
    method: 'POST',
    url: path,
    handler: async (request, reply) => reply.headers(HEADERS).send(JSON.stringify(await issue(context, request))),
    errorHandler: (error, request, reply) => {
      const known = toTokenError(error);
      if (known === null) context.log.error({ requestId: request.id, err: error }, 'an icsoc token request failed');
      const answered = known ?? serverError();
      void reply
        .code(answered.status)
        .headers({ ...HEADERS, ...answered.headers })
        .send(JSON.stringify({ error: answered.error, error_description: answered.message }));
    },
    onResponse: async (_request, reply) => {
      context.metrics.countRequest('icsoc', 'POST /oauth2/token', reply.statusCode, reply.elapsedTime / 1000);
    },
  });
}

const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', pragma: 'no-cache' };

async function issue(context: DialectContext, request: FastifyRequest) {
  const form = await readTokenForm(request.body as Buffer | undefined, request.headers['content-type']);
  if (form === null) throw invalidRequest('the body is no form, multipart or JSON object in UTF-8');
  const grantType = form.get('grant_type') ?? '';
  if (grantType === '') throw invalidRequest('grant_type is missing');
  const client = await requireClient(context, request, form);
  const grant = await grantOf(context, client, form, grantType);
  await callerFor(context.store, client.tenantId, grant.agentId, 'icsoc');
  return await writeTokens(context, client, grant);
}

async function grantOf(context: DialectContext, client: Client, form: Form, grantType: string): Promise<Grant> {
  switch (grantType) {
    case 'password':
      return await passwordGrant(context, client, form);
    case 'client_credentials':
      return { agentId: client.agentId, scope: scopeOf(form) ?? DEFAULT_SCOPE, refreshable: false };
    case 'refresh_token':
      return await refreshGrant(context, client, form);
    default:
      throw unsupportedGrant();
  }
}

/** The client by its id and secret, in the body or as Basic. Raises invalid_client, and 429 over its limit. */
async function requireClient({ store }: DialectContext, request: FastifyRequest, form: Form): Promise<Client> {
  const [id, secret] = credentialsOf(request, form);
  const client = /^\d{1,19}$/.test(id) ? await findClient(store, BigInt(id)) : null;
  if (client === null || !client.enabled || !isSameText(secret, client.secret)) throw invalidClient();
  const waitS = takeCall(store, client);
  if (waitS > 0) throw tryLater('too many calls', waitS);
  return client;
}

function credentialsOf(request: FastifyRequest, form: Form): [id: string, secret: string] {
  const basic = /^\s*Basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined || form.has('client_id')) {
    return [(form.get('client_id') ?? '').trim(), form.get('client_secret') ?? ''];
  }
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [id.trim(), secret.join(':')];
}

/** `username` is `企业代码|工号`; a bare 工号 is one of the client's own tenant. */
async function passwordGrant({ store }: DialectContext, client: Client, form: Form): Promise<Grant> {
  const [username, password] = [form.get('username') ?? '', form.get('password') ?? ''];
  if (username === '' || password === '') throw invalidRequest('username or password is missing');
  const scope = scopeOf(form) ?? DEFAULT_SCOPE;
  const { tenant } = await store.directory(client.tenantId);
  const login = /[|｜]/u.test(username) ? username : `${tenant.code}|${username}`;
  const signedIn = await verifyLogin(store, login, password);
  if (signedIn?.tenantId !== client.tenantId) throw invalidGrant('username or password is wrong');
  return { agentId: signedIn.agentId, scope, refreshable: true };
}

/** May be used again and again while it lives; a smaller scope may be asked for. */
async function refreshGrant({ store }: DialectContext, client: Client, form: Form): Promise<Grant> {
  const token = form.get('refresh_token') ?? '';
  if (token === '') throw invalidRequest('refresh_token is missing');
  const holder = await verifyToken(store, token, 'refresh');
  if (holder === null || holder.clientId !== client.id) throw invalidGrant('refresh_token is unknown or has expired');
  const granted = holder.scope ?? DEFAULT_SCOPE;
  const asked = scopeOf(form) ?? granted;
  const allowed = new Set(granted.split(' '));
  if (asked.split(' ').some((one) => !allowed.has(one))) throw invalidScope();
  return { agentId: holder.agentId, scope: asked, refreshable: false };
}

async function writeTokens({ store }: DialectContext, client: Client, { agentId, scope, refreshable }: Grant) {
  const holder = { tenantId: client.tenantId, agentId, clientId: client.id, scope };
  return await store.write(async (db) => {
    const access = await issueToken(db, { ...holder, kind: 'access', livesS: ACCESS_LIVES_S });
    const answered = { access_token: access.token, expires_in: ACCESS_LIVES_S, token_type: 'Bearer', scope };
    if (!refreshable) return answered;
    const refresh = await issueToken(db, { ...holder, kind: 'refresh', livesS: REFRESH_LIVES_S });
    return { ...answered, refresh_token: refresh.token };
  });
}

/** RFC 6749, 3.3; undefined when none is asked for. Raises invalid_scope. */
function scopeOf(form: Form): string | undefined {
  const scope = form.get('scope')?.trim() ?? '';
  if (scope === '') return undefined;
  if (scope.length > 255 || !/^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/.test(scope)) throw invalidScope();
  return scope;
}
