import { callerFor } from '#crm/access/caller-for.ts';
import { findClient } from '#crm/access/find-client.ts';
import { takeCall } from '#crm/access/rate-limit.ts';
import { accessKinds, verifyToken } from '#crm/access/tokens.ts';
import { verifyLogin } from '#crm/access/verify-login.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import type { DialectContext } from '../dialect.ts';
import { tooManyCalls, unauthorized } from './errors.ts';

export interface Credentials {
  readonly name: string;
  readonly secret: string;
}

/**
 * The caller that an Authorization header names: an agent by `login:password` (login also as `企业代码|工号`), or a token.
 * Raises 401 for none and wrong ones, 429 over a client's limit and for a login that is shut after failures.
 */
export async function authenticate(context: DialectContext, header: string | undefined): Promise<Caller> {
  const [, scheme = '', value = ''] = /^(\w+) +(.*)$/s.exec(header?.trim() ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return await callerOfToken(context, value.trim());
  const sent = basicCredentials(header);
  if (sent === null) throw unauthorized();
  const signedIn = await verifyLogin(context.store, sent.name, sent.secret);
  if (signedIn === null) throw unauthorized();
  return await asCaller(context, signedIn);
}

/** What a Basic header carries, in UTF-8; null when there is none or it can't be read. */
export function basicCredentials(header: string | undefined): Credentials | null {
  const encoded = /^Basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(header?.trim() ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? null : { name: text.slice(0, colon), secret: text.slice(colon + 1) };
}

async function callerOfToken(context: DialectContext, token: string): Promise<Caller> {
  const { store } = context;
  const holder = await verifyToken(store, token, ...accessKinds);
  if (holder === null) throw unauthorized();
  const client = holder.clientId === null ? null : await findClient(store, holder.clientId);
  const waitS = client === null ? 0 : takeCall(store, client);
  if (waitS > 0) throw tooManyCalls(waitS);
  return await asCaller(context, holder);
}

async function asCaller(
  context: DialectContext,
  agent: { readonly tenantId: bigint; readonly agentId: bigint },
): Promise<Caller> {
  try {
    return await callerFor(context.store, agent.tenantId, agent.agentId, 'bangwo8');
  } catch (error) {
    throw error instanceof CrmError ? unauthorized() : error;
  }
}
