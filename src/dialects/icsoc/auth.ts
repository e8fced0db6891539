import type { IncomingHttpHeaders } from 'node:http';
import { callerFor } from '#crm/access/caller-for.ts';
import { findClient } from '#crm/access/find-client.ts';
import { takeCall } from '#crm/access/rate-limit.ts';
import { accessKinds, verifyToken } from '#crm/access/tokens.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import type { DialectContext } from '../dialect.ts';
import { tooMany, unauthorized } from './errors.ts';

/**
 * The caller that a token names: `Authorization: Bearer …`, or the older header `access-token: …` when there is no Bearer.
 * Raises 401, and 429 over the client's limit.
 */
export async function authenticate({ store }: DialectContext, headers: IncomingHttpHeaders): Promise<Caller> {
  const holder = await verifyToken(store, tokenIn(headers), ...accessKinds);
  if (holder === null) throw unauthorized();
  const client = holder.clientId === null ? null : await findClient(store, holder.clientId);
  const waitS = client === null ? 0 : takeCall(store, client);
  if (waitS > 0) throw tooMany(waitS);
  try {
    return await callerFor(store, holder.tenantId, holder.agentId, 'icsoc');
  } catch (error) {
    throw error instanceof CrmError ? unauthorized() : error;
  }
}

function tokenIn(headers: IncomingHttpHeaders): string {
  const bearer = /^\s*Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const older = headers['access-token'];
  return (Array.isArray(older) ? older[0] : older)?.trim() ?? '';
}
