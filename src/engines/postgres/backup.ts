import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { BackupContents } from '../engine.ts';
import { makeFolder } from '../make-folder.ts';
import { type Client, execute, type openPool } from './connection.ts';
import { migrateBack } from './migrate.ts';

const SUFFIX = '.copy.gz';
const MIGRATIONS = 'huiliu_migrations';
/** What a backup's manifest says it was made of. */
export const BACKUP_FORMAT = 'postgres-1';
/** Tables that have rows before there is a tenant: the key's check, the link of a first run, logins that nobody has. */
const WITHOUT_TENANTS = ['settings', 'sign_in_failures', 'tokens'];
const LINE_FEED = 10;

/** Copies every table as it was at one moment, a compressed COPY file each. Raises an error when a file exists. */
export async function backup(pool: ReturnType<typeof openPool>, folder: string, stop?: AbortSignal): Promise<string[]> {
  makeFolder(folder);
  return pool.begin('isolation level repeatable read read only', async (client) => {
    const files: string[] = [];
    for (const table of await tables(client)) {
      const file = `${table}${SUFFIX}`;
      stop?.throwIfAborted();
      const rows = await client`copy ${client(table)} to stdout`.readable();
      await pipeline(
        rows,
        createGzip(),
        createWriteStream(join(folder, file), { flags: 'wx', mode: 0o600 }),
        until(stop),
      );
      // postgres.js (3.4) hears no more of the server while the stream is full, and listens again when it is read: never, when
      // the last rows filled it. Being read is all that its `_read` tells it.
      rows._read(0);
      files.push(file);
    }
    return files;
  });
}

function until(stop: AbortSignal | undefined) {
  return stop === undefined ? {} : { signal: stop };
}

/** What a backup holds: COPY writes one line a row, and gzip notices every damaged byte. */
export async function inspectBackup(folder: string): Promise<BackupContents> {
  const rows: Record<string, number> = {};
  const faults: string[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(SUFFIX))) {
    let lines = 0;
    try {
      await pipeline(createReadStream(join(folder, file)), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
        }
      });
    } catch (error) {
      faults.push(`${file} is damaged: ${error instanceof Error ? error.message : String(error)}`);
    }
    rows[file.slice(0, -SUFFIX.length)] = lines;
  }
  if (Object.keys(rows).length === 0) faults.push('there are no table files');
  return { rows, faults };
}

/** The value of one of a backup's settings, whose texts COPY writes as they are. */
export async function readSetting(folder: string, name: string): Promise<string | undefined> {
  const settings = await linesOf(folder, 'settings');
  return settings.map((line) => line.split('\t')).find((cells) => cells[0] === name)?.[1];
}

/**
 * Fills a migrated, empty database from a backup's files, in one transaction; what an earlier version made is to be migrated
 * then. Raises an error when a table has rows.
 */
export async function restore(pool: ReturnType<typeof openPool>, folder: string, stop?: AbortSignal): Promise<void> {
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
  const migrated = await migrationsIn(folder);
  await pool.begin(async (client) => {
    for (const table of await tables(client)) {
      if (table === MIGRATIONS) continue;
      // What a start wrote that nobody used.
      if (WITHOUT_TENANTS.includes(table)) await execute(client, `DELETE FROM "${table}"`);
      const { rows } = await execute(client, `SELECT 1 AS n FROM "${table}" LIMIT 1`);
      if (rows.length > 0) throw new Error(`The database isn't empty ("${table}" has rows): restore into a new one`);
    }
    await migrateBack(client, migrated);
    for (const file of files) {
      const table = file.slice(0, -SUFFIX.length);
      if (table === MIGRATIONS) continue;
      stop?.throwIfAborted();
      const target = await client`copy ${client(table)} from stdin`.writable();
      await pipeline(createReadStream(join(folder, file)), createGunzip(), target, until(stop));
    }
    for (const log of ['changes', 'events', 'audit_entries']) {
      await execute(
        client,
        `SELECT setval(pg_get_serial_sequence('${log}', 'id'), max(id)) AS n FROM ${log} HAVING max(id) > 0`,
      );
    }
  });
}

async function migrationsIn(folder: string): Promise<string[]> {
  return (await linesOf(folder, MIGRATIONS)).map((line) => line.split('\t')[0]!);
}

async function linesOf(folder: string, table: string): Promise<string[]> {
  const file = createReadStream(join(folder, table + SUFFIX)).pipe(createGunzip());
  return (await text(file)).split('\n').filter((line) => line !== '');
}

async function tables(client: Client): Promise<string[]> {
  const { rows } = await execute(
    client,
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename',
  );
  return rows.map((row) => String(row['name']));
}

/** Invalid indexes, a line each; the server's own checksums and logs tell of everything else. */
export async function check(client: Client): Promise<string[]> {
  const { rows } = await execute(
    client,
    'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid',
  );
  return rows.map((row) => `index ${String(row['name'])} is not valid`);
}
