import { hash, randomBytes } from 'node:crypto';
import { CrmError } from '#crm/errors.ts';
import type { Reader, Store, Writer } from '#crm/store.ts';
import type { TokensTable } from '#engines/engine.ts';
import { prepare } from '#engines/prepare.ts';
import { RecentMap } from '#engines/recent-map.ts';
import { isActive } from './caller-for.ts';
import { findClient } from './find-client.ts';
import { perOwner } from './per-owner.ts';

export type TokenKind = TokensTable['kind'];

/** What opens the dialects: tokens that an agent's day counts, and those of a vendor who counts none. */
export const accessKinds = ['access', 'uncounted'] as const satisfies readonly TokenKind[];

export interface NewToken {
  readonly kind: TokenKind;
  readonly tenantId: bigint;
  readonly agentId: bigint;
  /** The API client that it was issued to; it ends with the client. */
  readonly clientId?: bigint | null;
  readonly scope?: string | null;
  /** JSON-able: what the kind needs (a picker's table and origin, a session's user agent …). */
  readonly detail?: Readonly<Record<string, unknown>> | null;
  readonly livesS: number;
}

/** Who holds a token, and for what. */
export interface TokenHolder {
  readonly kind: TokenKind;
  readonly tenantId: bigint;
  readonly agentId: bigint;
  readonly clientId: bigint | null;
  readonly scope: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
  /** UTC ms. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** At most so many tokens of kind access an agent in a day, all grants counted. */
const MOST_ACCESS_TOKENS = 128;
const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_CACHED = 20_000;

/**
 * A new token: 40 random hex digits, of which only the SHA-256 is kept.
 * Raises `token_limit` for one of kind access beyond the agent's 128 in 24 hours.
 */
export async function issueToken(
  db: Writer,
  token: NewToken,
  now = Date.now(),
): Promise<{ token: string; expiresAt: number }> {
  if (token.kind === 'access') await checkAccessTokens(db, token.tenantId, token.agentId, now);
  const secret = randomBytes(20).toString('hex');
  const expiresAt = now + token.livesS * 1000;
  await insertToken(db.sql, {
    hash: hashOfToken(secret),
    kind: token.kind,
    tenant_id: token.tenantId,
    agent_id: token.agentId,
    client_id: token.clientId ?? null,
    scope: token.scope ?? null,
    detail: token.detail === undefined || token.detail === null ? null : JSON.stringify(token.detail),
    created_at: now,
    expires_at: expiresAt,
  });
  return { token: secret, expiresAt };
}

/**
 * The holder of a token of one of `kinds` (a setup link's, which belongs to no tenant yet, is for consumeToken); null when it is unknown, of another kind, expired or revoked, or when its agent or
 * client is gone or disabled: at once, whichever process did it.
 */
export async function verifyToken(
  store: Store,
  token: string,
  ...kinds: readonly TokenKind[]
): Promise<TokenHolder | null> {
  if (!/^[0-9a-f]{40}$/.test(token)) return null;
  const holder = await findHolder(store, hashOfToken(token));
  if (holder === null || !kinds.includes(holder.kind) || holder.expiresAt <= Date.now()) return null;
  if (!isActive(await store.directory(holder.tenantId), holder.agentId)) return null;
  if (holder.clientId === null) return holder;
  const client = await findClient(store, holder.clientId);
  return client?.enabled === true ? holder : null;
}

/**
 * Uses a token up: its holder, once; null when it is unknown, of another kind, expired or used. What it allows is done in the
 * same transaction. For links that work once; whether the agent is active is the caller's to check.
 */
export async function consumeToken(
  db: Writer,
  token: string,
  kind: TokenKind,
  now = Date.now(),
): Promise<TokenHolder | null> {
  const row = await db.sql
    .deleteFrom('tokens')
    .where('hash', '=', hashOfToken(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toHolder(row);
}

/** Which tokens: one by itself, or all of an agent or of a client, of some kinds or of every. */
export type TokensToRevoke =
  | { readonly token: string }
  | { readonly agentId: bigint; readonly kinds?: readonly TokenKind[] }
  | { readonly clientId: bigint; readonly kinds?: readonly TokenKind[] };

/** Ends tokens of the tenant at once, in every process; none is no error. */
export async function revokeTokens(db: Writer, tenantId: bigint, which: TokensToRevoke): Promise<void> {
  let statement = db.sql.deleteFrom('tokens').where('tenant_id', '=', tenantId);
  if ('token' in which) {
    statement = statement.where('hash', '=', hashOfToken(which.token));
  } else {
    statement =
      'agentId' in which
        ? statement.where('agent_id', '=', which.agentId)
        : statement.where('client_id', '=', which.clientId);
    if (which.kinds !== undefined) statement = statement.where('kind', 'in', which.kinds);
  }
  const { numDeletedRows } = await statement.executeTakeFirstOrThrow();
  // Holders are cached under the version of the tenant's configuration.
  if (numDeletedRows > 0n) await db.configChanged(tenantId);
}

/** Ends the tenant's tokens of these hashes at once, in every process. */
export async function endTokens(db: Writer, tenantId: bigint, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  await db.sql.deleteFrom('tokens').where('tenant_id', '=', tenantId).where('hash', 'in', hashes).execute();
  await db.configChanged(tenantId);
}

/** Puts a token's end off. Other processes learn of it when they would have refused it. */
export async function extendToken(store: Store, token: string, expiresAt: number): Promise<void> {
  const hash = hashOfToken(token);
  await store.write((db) =>
    db.sql.updateTable('tokens').set({ expires_at: expiresAt }).where('hash', '=', hash).execute(),
  );
  const cache = cacheOf(store);
  const known = cache.get(hash);
  if (known !== undefined) cache.set(hash, { ...known, holder: { ...known.holder, expiresAt } });
}

/** Deletes tokens that can't be used any more and no longer count towards a day's; returns how many. For a periodic job. */
export async function purgeTokens(db: Writer, now = Date.now()): Promise<number> {
  const { numDeletedRows } = await db.sql
    .deleteFrom('tokens')
    .where('expires_at', '<=', now)
    .where((eb) => eb.or([eb('kind', '<>', 'access'), eb('created_at', '<=', now - DAY_MS)]))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** The 128th newest of the last day, when there is one, is the next to become free. */
async function checkAccessTokens(db: Writer, tenantId: bigint, agentId: bigint, now: number): Promise<void> {
  await holdAgent(db.sql, { tenantId, agentId });
  const [row] = await lastCountedToken(db.sql, { tenantId, agentId, since: now - DAY_MS });
  if (row === undefined) return;
  throw new CrmError('token_limit', { retryAfterS: Math.max(1, Math.ceil((row.created_at + DAY_MS - now) / 1000)) });
}

/** A write that changes nothing takes the row's lock on every engine: concurrent grants to one agent follow each other. */
const holdAgent = prepare((sql: Writer['sql'], p: { tenantId: bigint; agentId: bigint }) =>
  sql
    .updateTable('agents')
    .set((eb) => ({ state: eb.ref('state') }))
    .where('tenant_id', '=', p.tenantId)
    .where('id', '=', p.agentId),
);

const lastCountedToken = prepare((sql: Reader['sql'], p: { tenantId: bigint; agentId: bigint; since: number }) =>
  sql
    .selectFrom('tokens')
    .select('created_at')
    .where('tenant_id', '=', p.tenantId)
    .where('agent_id', '=', p.agentId)
    .where('kind', '=', 'access')
    .where('created_at', '>', p.since)
    .orderBy('created_at', 'desc')
    .offset(MOST_ACCESS_TOKENS - 1)
    .limit(1),
);

const insertToken = prepare((sql: Writer['sql'], p: TokensTable) =>
  sql.insertInto('tokens').values({
    hash: p.hash,
    kind: p.kind,
    tenant_id: p.tenant_id,
    agent_id: p.agent_id,
    client_id: p.client_id,
    scope: p.scope,
    detail: p.detail,
    created_at: p.created_at,
    expires_at: p.expires_at,
  }),
);

interface Entry {
  readonly version: number;
  readonly holder: TokenHolder;
}

const cacheOf = perOwner<Store, RecentMap<string, Entry>>(() => new RecentMap(MOST_CACHED));

async function findHolder(store: Store, hash: string): Promise<TokenHolder | null> {
  const cache = cacheOf(store);
  const known = cache.get(hash);
  // One that ended is looked up again: another process may have put its end off.
  if (known !== undefined && known.holder.expiresAt > Date.now()) {
    if (known.version === store.engine.configVersion(known.holder.tenantId)) return known.holder;
  }
  const entry = await store.read((db) => loadHolder(store, db, hash));
  if (entry !== null) cache.set(hash, entry);
  return entry?.holder ?? null;
}

/** The version is taken before the row is read again, so a revocation in between makes the entry stale, never wrong. */
async function loadHolder(store: Store, db: Reader, hash: string): Promise<Entry | null> {
  const [first] = await tokenByHash(db.sql, { hash });
  if (first === undefined) return null;
  const version = store.engine.configVersion(first.tenant_id);
  const [row] = await tokenByHash(db.sql, { hash });
  return row === undefined ? null : { version, holder: toHolder(row) };
}

const tokenByHash = prepare((sql: Reader['sql'], p: { hash: string }) =>
  sql.selectFrom('tokens').selectAll().where('hash', '=', p.hash),
);

function toHolder(row: TokensTable): TokenHolder {
  return {
    kind: row.kind,
    tenantId: row.tenant_id,
    agentId: row.agent_id,
    clientId: row.client_id,
    scope: row.scope,
    detail: row.detail === null ? null : (JSON.parse(row.detail) as Readonly<Record<string, unknown>>),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** What is kept of a token. */
export function hashOfToken(token: string): string {
  return hash('sha256', token, 'hex');
}
