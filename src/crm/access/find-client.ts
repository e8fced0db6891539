import type { Reader, Store } from '#crm/store.ts';
import type { ApiClientsTable } from '#engines/engine.ts';
import { prepare } from '#engines/prepare.ts';
import { RecentMap } from '#engines/recent-map.ts';
import { perOwner } from './per-owner.ts';

/** What a signed call or a token request names itself by: TTF's appid, Bangwo8's key id, icsoc's client_id. */
export interface Client {
  readonly id: bigint;
  readonly tenantId: bigint;
  /** The agent that it acts as. */
  readonly agentId: bigint;
  readonly name: string;
  /** In clear: a sign is computed from it. Compare in constant time; never log it. */
  readonly secret: string;
  readonly enabled: boolean;
  /** Calls a minute; null = no limit. */
  readonly rateLimit: number | null;
}

const MOST_CLIENTS = 10_000;
const largestId = 2n ** 63n - 1n;

interface Entry {
  readonly version: number;
  readonly client: Client;
}

const cacheOf = perOwner<Store, RecentMap<bigint, Entry>>(() => new RecentMap(MOST_CLIENTS));

/**
 * The client of this id as last committed by anyone, disabled ones too; null when there is none.
 * Kept in memory until its tenant's configuration is written. That its agent is active is callerFor's to check.
 */
export async function findClient(store: Store, id: bigint): Promise<Client | null> {
  if (id <= 0n || id > largestId) return null;
  const cache = cacheOf(store);
  const known = cache.get(id);
  if (known !== undefined && known.version === store.engine.configVersion(known.client.tenantId)) return known.client;
  const entry = await load(store, id);
  if (entry === null) return null;
  cache.set(id, entry);
  return entry.client;
}

/** The version is taken before the row is read, so a write in between makes the entry stale, never wrong. */
async function load(store: Store, id: bigint): Promise<Entry | null> {
  return await store.read(async (db) => {
    const tenantId = await readClient(db, id).then((row) => row?.tenant_id);
    if (tenantId === undefined) return null;
    const version = store.engine.configVersion(tenantId);
    const row = await readClient(db, id);
    return row === undefined ? null : { version, client: toClient(store, row) };
  });
}

function toClient(store: Store, row: ApiClientsTable): Client {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    agentId: row.agent_id,
    name: row.name,
    secret: store.secrets.open(row.secret_sealed),
    enabled: row.enabled === 1,
    rateLimit: row.rate_limit,
  };
}

async function readClient(db: Reader, id: bigint): Promise<ApiClientsTable | undefined> {
  const [row] = await clientById(db.sql, { id });
  return row;
}

const clientById = prepare((sql: Reader['sql'], p: { id: bigint }) =>
  sql.selectFrom('api_clients').selectAll().where('id', '=', p.id),
);
