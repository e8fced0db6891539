import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, type SqliteDialectConfig, SqliteDialect } from 'kysely';
import type { Capabilities, Database, Engine, Reader, Writer } from '../engine.ts';
import { kyselyFactory } from '../kysely-on.ts';
import { makeFolder } from '../make-folder.ts';
import { BACKUP_FORMAT, STORE_FILE, backup, check, restore } from './backup.ts';
import { claimServer } from './claim-server.ts';
import { Connection, LITTLE_MEMORY, type ConnectionMemory } from './connection.ts';
import { watchEvents } from './events.ts';

import { makeFile } from './make-file.ts';
import { appliedTo, migrate } from './migrate.ts';
import { insertRows } from './row-inserts.ts';
import { searchReader, searchWriter } from './search.ts';
import type { PendingIndex } from './pending-index.ts';
import { SharedSnapshot } from './shared-snapshot.ts';
import type { Sequences } from './sequences.ts';
import { Transactions } from './transactions.ts';

const capabilities: Capabilities = {
  counterSlots: 1,
  countsMatchesCheaply: true,
  manyServers: false,
  indexEntries: 'text',
};

/** A connection meets a lock when it is opened and while the log is being rebuilt; see transactions.ts for writing. */
const BUSY_MS = 5000;

/**
 * Nothing is mapped: mapped pages count as the process's own, and all that is ever read stays, up to the file's size (bench/
 * README.md tells what that costs and saves). The system's cache holds the file all the same; a page from there costs 2 µs.
 */
const SERVING_READS: ConnectionMemory = { cacheKb: 16_384 };
const SERVING_WRITES: ConnectionMemory = { cacheKb: 16_384 };
/** Who goes through a table in order comes back to no page. */
const SCANNING: ConnectionMemory = { cacheKb: 4096 };

/**
 * Writing in bulk goes all over the indexes and needs its cache. A log four times as long takes the same pages, written again
 * and again, into the file half as often.
 */
const WRITING_IN_BULK: ConnectionMemory = { cacheKb: 65_536, checkpointPages: 16_000 };

export interface SqliteOptions {
  /** No other process serves the store: reads may share snapshots. */
  readonly alone?: boolean;
  /** Keeps the process small: for commands that go through the store once, whatever its size. */
  readonly lean?: boolean;
}

/**
 * Opens the embedded store in `folder` (made when it isn't there). It runs in this process: statements take their time on
 * the event loop. Commands may open the store beside its server; raises EngineUnavailableError when it can't be opened.
 */
export async function openSqlite(folder: string, { alone = false, lean = false }: SqliteOptions = {}): Promise<Engine> {
  makeFolder(folder);
  const file = join(folder, STORE_FILE);
  makeFile(file);
  const writing = new Connection(file, BUSY_MS, lean ? WRITING_IN_BULK : SERVING_WRITES);
  const reading = openReading(file, lean ? LITTLE_MEMORY : SERVING_READS);
  const events = watchEvents(reading);
  const snapshot = new SharedSnapshot(reading);
  const execute: Connection['execute'] = alone
    ? (text, parameters) => snapshot.execute(text, parameters)
    : (text, parameters) => reading.execute(text, parameters);
  const reader = makeReader(execute);
  const transactions = new Transactions(writing, makeWriter, () => {
    snapshot.end();
    events.committed();
  });

  let scanner: ReturnType<typeof openScanner> | undefined;
  const openScanner = () => {
    const connection = openReading(file, SCANNING);
    return { connection, reader: makeReader((text, parameters) => connection.execute(text, parameters)) };
  };

  return {
    capabilities,
    read: async (work) => work(reader),
    scan: async (work) => work((scanner ??= openScanner()).reader),
    write: (work) => transactions.write(work),
    // Its statistics are written by hand (statistics.ts).
    analyze: async () => undefined,
    othersWrite: () => transactions.othersWrote(),
    configVersion: (tenantId) =>
      alone
        ? snapshot.configVersion(tenantId, () => configVersion(execute, tenantId))
        : configVersion(execute, tenantId),
    onEvents: (wake) => events.listen(wake),
    isNew: async () => appliedTo(reading).length === 0,
    migrate: async () => migrate(writing, folder),
    backup: (target, stop) => backup(reading, target, stop),
    backupFormat: BACKUP_FORMAT,
    restore: (source, stop) => restore(writing, source, stop),
    claimServer: () => claimServer(folder),
    check: async () => check(reading),
    async [Symbol.asyncDispose]() {
      await transactions.close();
      events.stop();
      snapshot.end();
      scanner?.connection[Symbol.dispose]();
      reading[Symbol.dispose]();
      writing[Symbol.dispose]();
    },
  };
}

/** Whether `folder` has a store's file, be it empty. */
export function isThere(folder: string): boolean {
  return existsSync(join(folder, STORE_FILE));
}

function openReading(file: string, memory: ConnectionMemory): Connection {
  const connection = new Connection(file, BUSY_MS, memory);
  connection.database.exec('PRAGMA query_only = 1');
  return connection;
}

const kyselyOn = kyselyFactory(new SqliteDialect({} as SqliteDialectConfig));

function kysely(execute: Connection['execute']): Kysely<Database> {
  return kyselyOn(async (query) => execute(query.sql, query.parameters));
}

function makeReader(execute: Connection['execute']): Reader {
  return { sql: kysely(execute), search: searchReader(execute), capabilities };
}

function makeWriter(execute: Connection['execute'], pending: PendingIndex, sequences: Sequences): Writer {
  return {
    sql: kysely(execute),
    search: searchWriter(execute, pending),
    capabilities,
    insertMany: async (table, columns) => insertRows(execute, table, columns),
    nextId: async (tenantId, sequence, count = 1) => sequences.draw(execute, tenantId, sequence, count),
    // There is one writer at a time.
    hold: async () => undefined,
    configChanged: async (tenantId) => {
      execute('UPDATE tenants SET config_version = config_version + 1 WHERE id = ?', [tenantId]);
    },
  };
}

/** Read from the store itself, so that a command's commit in another process is seen at once; 0 = no such tenant. */
function configVersion(execute: Connection['execute'], tenantId: bigint): number {
  const { rows } = execute('SELECT config_version FROM tenants WHERE id = ?', [tenantId]);
  return (rows[0]?.['config_version'] as number | undefined) ?? 0;
}
