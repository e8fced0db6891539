import { hash, timingSafeEqual } from 'node:crypto';
import { callerFor } from '#crm/access/caller-for.ts';
import { type Client, findClient } from '#crm/access/find-client.ts';
import { takeCall } from '#crm/access/rate-limit.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller } from '#crm/store.ts';
import type { DialectContext } from '../dialect.ts';
import { rateExceeded, timestampMissing, timestampOutside, unknownOperator, wrongSign } from './errors.ts';
import type { Params } from './params.ts';

export interface SignParameters {
  readonly appid?: unknown;
  readonly timestamp?: unknown;
  readonly sign?: unknown;
}

/**
 * The client that signed: `sign` = hex SHA-256 of `appid&secret&timestamp`.
 * Raises 20621, 20622 and 2059, in this order.
 */
export async function verifySign(context: DialectContext, { appid, timestamp, sign }: SignParameters): Promise<Client> {
  if (typeof timestamp !== 'string' || !/^\d+$/.test(timestamp)) throw timestampMissing();
  const { signWindowS } = context.config;
  if (signWindowS > 0 && Math.abs(Date.now() / 1000 - Number(timestamp)) > signWindowS) throw timestampOutside();
  if (typeof appid !== 'string' || !/^\d{1,19}$/.test(appid) || typeof sign !== 'string') throw wrongSign();
  const client = await findClient(context.store, BigInt(appid));
  if (client === null || !client.enabled || !isSignOf(sign, `${appid}&${client.secret}&${timestamp}`))
    throw wrongSign();
  return client;
}

function isSignOf(sign: string, text: string): boolean {
  if (!/^[0-9a-fA-F]{64}$/.test(sign)) return false;
  return timingSafeEqual(Buffer.from(sign, 'hex'), hash('sha256', text, 'buffer'));
}

/**
 * The caller of one message, as the client's agent. Raises 429 over the client's limit, 2059 when the client's agent may no
 * longer act or the message's companyId is another tenant's.
 */
export async function callerOfClient(context: DialectContext, client: Client, params: Params): Promise<Caller> {
  const waitS = takeCall(context.store, client);
  if (waitS > 0) throw rateExceeded(waitS);
  if (!isTenant(client.tenantId, params)) throw wrongSign();
  try {
    return await callerFor(context.store, client.tenantId, client.agentId, 'ttf');
  } catch (error) {
    throw error instanceof CrmError ? wrongSign() : error;
  }
}

function isTenant(tenantId: bigint, params: Params): boolean {
  const sent = params.get('companyId');
  return sent === undefined || sent === null || sent === '' || String(sent).trim() === String(tenantId);
}

/** The same request as the agent that the message names, under that agent's data scope. Raises 找不到归属工号. */
export function asOperator(who: Caller, params: Params): Caller {
  for (const key of ['operator', 'loginno']) {
    const loginNo = params.text(key);
    if (loginNo === undefined || loginNo === null) continue;
    const agent = who.directory.agentsByLogin.get(loginNo.trim().toLowerCase());
    if (agent?.state !== 'active') throw unknownOperator(key);
    return { ...who, agentId: agent.id };
  }
  return who;
}
