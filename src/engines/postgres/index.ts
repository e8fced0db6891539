import { type Kysely, PostgresDialect, type PostgresDialectConfig } from 'kysely';
import {
  type Capabilities,
  type Database,
  type Engine,
  EngineUnavailableError,
  type Reader,
  type Writer,
} from '../engine.ts';
import { arrayLiteral } from '../array-literal.ts';
import { kyselyFactory } from '../kysely-on.ts';
import { BACKUP_FORMAT, backup, check, restore } from './backup.ts';
import { ConfigVersions, NOTIFY_CONFIG } from './config-versions.ts';
import { type Client, execute, executeCompiled } from './connection.ts';
import { watchEvents } from './events.ts';
import { appliedTo, migrate } from './migrate.ts';
import { onOrphanWrite } from './orphan-writes.ts';
import { Pools, requireSynchronousReplica } from './pools.ts';
import { RowInserts } from './row-inserts.ts';
import { searchReader, searchWriter } from './search.ts';
import { Sequences } from './sequences.ts';
import { runTransaction } from './transactions.ts';
import { UnderWay } from './under-way.ts';

const capabilities: Capabilities = {
  counterSlots: 16,
  countsMatchesCheaply: false,
  manyServers: true,
  indexEntries: 'array',
};

export interface PostgresOptions {
  /** Connections that reads and writes share; two more serve ids and configuration messages. */
  readonly poolSize?: number;
  /** A streaming replica's address: it answers reads outside transactions. */
  readonly readUrl?: string | undefined;
}

/** Opens a PostgreSQL store. Nothing is connected yet: statements raise EngineUnavailableError while it can't be reached. */
export async function openPostgres(url: string, { poolSize = 10, readUrl }: PostgresOptions = {}): Promise<Engine> {
  const pools = new Pools({ url, readUrl, size: poolSize });
  const sequences = new Sequences(() => pools.side);
  const inserts = new RowInserts();
  const versions = new ConfigVersions();
  const events = watchEvents();
  const reader = makeReader(pools);
  const work = new UnderWay();
  const stopWatching = onOrphanWrite(() => {
    pools.renew();
    versions.forget();
  });

  return {
    capabilities,
    read: async (read) => work.track(read(reader)),
    // The database keeps long scans apart by itself.
    scan: async (read) => work.track(read(reader)),
    async write(write) {
      const configured = new Set<bigint>();
      const writing = runTransaction(pools, (client) => makeWriter(client, { sequences, inserts, configured }), write);
      const value = await work.track(writing);
      for (const tenantId of configured) versions.changed(String(tenantId));
      events.committed();
      return value;
    },
    othersWrite: () => true,
    analyze: () => analyze(pools.primary),
    configVersion(tenantId) {
      versions.listen(pools.side);
      return versions.versionOf(tenantId);
    },
    onEvents: (wake) => events.listen(wake),
    isNew: async () => (await firstAnswer(appliedTo(pools.primary))).length === 0,
    async migrate() {
      await firstAnswer(execute(pools.primary, 'SELECT 1 AS n'));
      if (readUrl !== undefined) await requireSynchronousReplica(pools.primary);
      return await migrate(pools.primary);
    },
    backup: (folder, stop) => backup(pools.primary, folder, stop),
    backupFormat: BACKUP_FORMAT,
    async restore(folder, stop) {
      await restore(pools.primary, folder, stop);
      await analyze(pools.primary);
    },
    claimServer: () => ({ [Symbol.asyncDispose]: async () => undefined }),
    check: () => check(pools.primary),
    async [Symbol.asyncDispose]() {
      stopWatching();
      events.stop();
      await work.ended();
      await pools.end();
    },
  };
}

/** The driver itself waits ten seconds for a connection. */
const LONGEST_FIRST_ANSWER_MS = 12_000;

/** The driver tries for ever where connections are taken and closed again, as by a proxy whose database is away. */
async function firstAnswer<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const tooLong = setTimeout(
    () =>
      reject(new EngineUnavailableError('The database is unavailable: nothing that speaks PostgreSQL answers there')),
    LONGEST_FIRST_ANSWER_MS,
  );
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(tooLong);
  }
}

/** The database would do it within a minute or so, in which a search of many rows joins them one by one. */
async function analyze(pool: Client): Promise<void> {
  await execute(pool, 'ANALYZE');
}

const kyselyOn = kyselyFactory(new PostgresDialect({} as PostgresDialectConfig));

function kysely(client: () => Client): Kysely<Database> {
  return kyselyOn((query) => executeCompiled(client(), query));
}

function makeReader(pools: Pools): Reader {
  return {
    sql: kyselyOn((query) => pools.read((pool) => executeCompiled(pool, query))),
    search: searchReader((text, parameters) => pools.read((pool) => execute(pool, text, parameters))),
    capabilities,
  };
}

/** Any number, as long as no other locks of two numbers begin with it. */
const HELD_KEYS = 1;

/** In one order, so that two can't wait for each other. Of many keys several share a lock: the server has room for thousands. */
const HOLD = `
  SELECT pg_advisory_xact_lock($1::int, slot)
    FROM (SELECT DISTINCT hashtext(key) & 1023 AS slot FROM unnest($2::text[]) AS key ORDER BY slot) AS held`;

interface WriterParts {
  readonly sequences: Sequences;
  readonly inserts: RowInserts;
  readonly configured: Set<bigint>;
}

function makeWriter(client: () => Client, { sequences, inserts, configured }: WriterParts): Writer {
  const run = async (text: string, parameters: readonly unknown[]) => execute(client(), text, parameters);
  return {
    sql: kysely(client),
    search: searchWriter(run),
    capabilities,
    insertMany: (table, columns) => inserts.insert(run, table, columns),
    nextId: (tenantId, sequence, count = 1) => sequences.next(tenantId, sequence, count),
    async hold(keys) {
      await execute(client(), HOLD, [HELD_KEYS, arrayLiteral(keys)]);
    },
    async configChanged(tenantId) {
      await execute(client(), 'UPDATE tenants SET config_version = config_version + 1 WHERE id = $1', [tenantId]);
      await execute(client(), NOTIFY_CONFIG, [tenantId]);
      configured.add(tenantId);
    },
  };
}
