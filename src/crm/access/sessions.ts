import { CrmError } from '#crm/errors.ts';
import type { Reader, Store, Writer } from '#crm/store.ts';
import { endTokens, extendToken, hashOfToken, issueToken, type TokenHolder } from './tokens.ts';

/** A session ends when nothing came for so long … */
const IDLE_MS = 12 * 60 * 60 * 1000;
/** … and after so long in any case. */
export const SESSION_LONGEST_S = 7 * 24 * 60 * 60;
/** It is put off at most so often: a write for each request would be too many. */
const PUT_OFF_EVERY_MS = 15 * 60 * 1000;
const LONGEST_USER_AGENT = 255;

export interface Session {
  /** Names it in lists; not the token. */
  readonly id: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly userAgent: string;
  readonly address: string;
}

/** Begins a session of an agent at a console. */
export async function startSession(
  db: Writer,
  who: { readonly tenantId: bigint; readonly agentId: bigint },
  from: { readonly userAgent: string; readonly address: string },
  now = Date.now(),
): Promise<{ token: string; expiresAt: number }> {
  const detail = { userAgent: from.userAgent.slice(0, LONGEST_USER_AGENT).toWellFormed(), address: from.address };
  return await issueToken(db, { kind: 'session', ...who, detail, livesS: IDLE_MS / 1000 }, now);
}

/** Puts a session's end off, as it is in use; answers when it ends. */
export async function slideSession(
  store: Store,
  token: string,
  holder: Pick<TokenHolder, 'createdAt' | 'expiresAt'>,
  now = Date.now(),
): Promise<number> {
  const end = Math.min(now + IDLE_MS, holder.createdAt + SESSION_LONGEST_S * 1000);
  if (end - holder.expiresAt < PUT_OFF_EVERY_MS) return holder.expiresAt;
  await extendToken(store, token, end);
  return end;
}

/** The agent's open sessions, newest first. */
export async function listSessions(
  db: Reader,
  tenantId: bigint,
  agentId: bigint,
  now = Date.now(),
): Promise<Session[]> {
  const rows = await db.sql
    .selectFrom('tokens')
    .select(['hash', 'detail', 'created_at', 'expires_at'])
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .where('kind', '=', 'session')
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => {
    const detail = JSON.parse(row.detail ?? '{}') as { userAgent?: string; address?: string };
    return {
      id: idOf(row.hash),
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      userAgent: detail.userAgent ?? '',
      address: detail.address ?? '',
    };
  });
}

/** The id under which listSessions shows the session of this token. */
export function sessionIdOf(token: string): string {
  return idOf(hashOfToken(token));
}

/** Ends one of the agent's sessions. Raises `not_found`. */
export async function endSession(db: Writer, tenantId: bigint, agentId: bigint, id: string): Promise<void> {
  const hashes = await sessionHashes(db, tenantId, agentId);
  const hash = hashes.find((one) => idOf(one) === id);
  if (hash === undefined) throw new CrmError('not_found', { record: 'token', id });
  await endTokens(db, tenantId, [hash]);
}

/** Ends all of the agent's sessions but one (none spared without a token). */
export async function endOtherSessions(
  db: Writer,
  tenantId: bigint,
  agentId: bigint,
  sparedToken: string | null,
): Promise<void> {
  const spared = sparedToken === null ? null : hashOfToken(sparedToken);
  const hashes = await sessionHashes(db, tenantId, agentId);
  await endTokens(
    db,
    tenantId,
    hashes.filter((hash) => hash !== spared),
  );
}

async function sessionHashes(db: Reader, tenantId: bigint, agentId: bigint): Promise<string[]> {
  const rows = await db.sql
    .selectFrom('tokens')
    .select('hash')
    .where('tenant_id', '=', tenantId)
    .where('agent_id', '=', agentId)
    .where('kind', '=', 'session')
    .execute();
  return rows.map((row) => row.hash);
}

function idOf(hash: string): string {
  return hash.slice(0, 16);
}
