import type { FastifyRequest } from 'fastify';
import { callerFor, isActive } from '#crm/access/caller-for.ts';
import { findClient } from '#crm/access/find-client.ts';
import { takeCall } from '#crm/access/rate-limit.ts';
import { roleOf } from '#crm/access/scope.ts';
import { slideSession } from '#crm/access/sessions.ts';
import { accessKinds, verifyToken } from '#crm/access/tokens.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import type { DialectContext } from '../dialect.ts';
import { auditSeeAs } from './audit-see-as.ts';
import { isCrossOrigin } from './cross-origin.ts';
import { badRequest, crossOrigin, rateLimited, readOnly, unauthenticated } from './errors.ts';
import type { SessionOfCall } from './route.ts';
import { sessionToken } from './session-cookie.ts';

export interface Authenticated {
  readonly who: Caller;
  readonly session: SessionOfCall | null;
  /** The API client of a bearer token. */
  readonly clientId: bigint | null;
  /** `who` is not the holder, but the agent through whose eyes an admin looks. */
  readonly seeingAs: boolean;
}

/**
 * Who asks: the holder of a bearer token of the OAuth endpoint, or of a console session's cookie.
 * Raises 401, 403 (another site's page; a write while seeing as another agent) and 429.
 */
export async function authenticate(context: DialectContext, request: FastifyRequest): Promise<Authenticated> {
  const known = await identify(context, request);
  const { tenantId, agentId } = known.who;
  context.requests.identify(request.raw, { dialect: 'native', tenantId, agentId, clientId: known.clientId });
  return known;
}

async function identify(context: DialectContext, request: FastifyRequest): Promise<Authenticated> {
  const { authorization } = request.headers;
  if (authorization !== undefined) return await byBearer(context, request, authorization);
  const token = sessionToken(request);
  if (token === null) throw unauthenticated();
  return await byCookie(context, request, token);
}

async function byBearer(
  context: DialectContext,
  request: FastifyRequest,
  authorization: string,
): Promise<Authenticated> {
  const token = /^Bearer +([0-9a-f]{40}) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw unauthenticated();
  const holder = await verifyToken(context.store, token.toLowerCase(), ...accessKinds);
  if (holder === null) throw unauthenticated();
  if (holder.clientId !== null) {
    const client = await findClient(context.store, holder.clientId);
    const waitS = client === null ? 0 : takeCall(context.store, client);
    if (waitS > 0) throw rateLimited(waitS);
  }
  const who = await callerFor(context.store, holder.tenantId, holder.agentId, 'native').catch(asUnauthenticated);
  return { ...(await seenBy(context, request, who, token)), session: null, clientId: holder.clientId };
}

async function byCookie(context: DialectContext, request: FastifyRequest, token: string): Promise<Authenticated> {
  const holder = await verifyToken(context.store, token, 'session');
  if (holder === null) throw unauthenticated();
  const reads = isRead(request) && !request.ws;
  if (!reads && isCrossOrigin(request.headers, ownOrigins(context, request))) throw crossOrigin();
  const who = await callerFor(context.store, holder.tenantId, holder.agentId, 'console').catch(asUnauthenticated);
  const expiresAt = await slideSession(context.store, token, holder);
  return { ...(await seenBy(context, request, who, token)), session: { token, expiresAt }, clientId: null };
}

/** The holder of the credentials, or the agent that the request asks to be seen as. Raises 400 and 403. */
async function seenBy(
  context: DialectContext,
  request: FastifyRequest,
  who: Caller,
  token: string,
): Promise<Pick<Authenticated, 'who' | 'seeingAs'>> {
  const seen = seenAs(request);
  if (seen === undefined) return { who, seeingAs: false };
  if (!isRead(request)) throw readOnly();
  const asSeen = asAgent(who, seen);
  await auditSeeAs(context.store, who, token, asSeen.agentId);
  return { who: asSeen, seeingAs: true };
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function asUnauthenticated(error: unknown): never {
  throw error instanceof CrmError ? unauthenticated() : error;
}

/** The origins of which a page is ours: the request's own, and that of HUILIU_PUBLIC_URL. */
export function ownOrigins(context: DialectContext, request: FastifyRequest): string[] {
  const origins = [`${request.protocol}://${request.host}`];
  const { publicUrl } = context.config;
  if (publicUrl !== undefined) origins.push(new URL(publicUrl).origin);
  return origins;
}

function seenAs(request: FastifyRequest): string | undefined {
  const header = request.headers['x-see-as'];
  if (typeof header === 'string') return header;
  const { seeAs } = request.query as Record<string, unknown>;
  return request.ws && typeof seeAs === 'string' ? seeAs : undefined;
}

/** Only an admin may look through another agent's eyes: who has every permission gains none. */
function asAgent(who: Caller, id: string): Caller {
  if (!roleOf(who).isAdmin) throw new CrmError('forbidden', {});
  if (!/^\d{1,19}$/.test(id) || !isActive(who.directory, BigInt(id))) throw badRequest('X-See-As', 'no such agent');
  return { ...who, agentId: BigInt(id) };
}
