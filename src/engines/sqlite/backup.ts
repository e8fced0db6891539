import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backup as copyPages } from 'node:sqlite';
import type { BackupContents } from '../engine.ts';
import { makeFolder } from '../make-folder.ts';
import { Connection } from './connection.ts';
import { makeFile } from './make-file.ts';

const BUSY_MS = 5000;

/** The store's file inside its folder, and inside a backup's. */
export const STORE_FILE = 'huiliu.db';

/** What a backup's manifest says it was made of. */
export const BACKUP_FORMAT = 'embedded-1';

/**
 * Copies the store while it is read and written; the copy is one consistent moment, ready to be opened.
 * Raises an error when `folder` has a store already.
 */
export async function backup(connection: Connection, folder: string, stop?: AbortSignal): Promise<string[]> {
  makeFolder(folder);
  const target = join(folder, STORE_FILE);
  if (existsSync(target)) throw new Error(`${target} exists: a backup never overwrites one`);
  makeFile(target);
  // Of a connection that begins to read anew at each step, copying would start over with every write of another one.
  using source = new Connection(connection.database.location()!, BUSY_MS);
  source.database.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
  await copyPages(source.database, target, copyOptions(stop));
  source.database.exec('COMMIT');
  return [STORE_FILE];
}

function copyOptions(stop: AbortSignal | undefined) {
  stop?.throwIfAborted();
  return { rate: 1000, progress: () => stop?.throwIfAborted() };
}

/** What a backup holds, read from its own files. */
export async function inspectBackup(folder: string): Promise<BackupContents> {
  const file = join(folder, STORE_FILE);
  if (!existsSync(file)) return { rows: {}, faults: [`${STORE_FILE} is missing`] };
  using copy = new Connection(file, BUSY_MS);
  const faults = check(copy);
  if (faults.length > 0) return { rows: {}, faults };
  const tables = copy.execute(
    "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  ).rows;
  const rows: Record<string, number> = {};
  for (const table of tables.map((row) => String(row['name']))) {
    rows[table] = copy.execute(`SELECT count(*) AS n FROM "${table}"`).rows[0]!['n'] as number;
  }
  return { rows, faults: [] };
}

/** The value of one of a backup's settings. */
export async function readSetting(folder: string, name: string): Promise<string | undefined> {
  using copy = new Connection(join(folder, STORE_FILE), BUSY_MS);
  const [row] = copy.execute('SELECT value FROM settings WHERE name = ?', [name]).rows;
  return row === undefined ? undefined : String(row['value']);
}

/** What SQLite's own check finds wrong, a line each, in tables, indexes and the gram indexes' structure. */
export function check(connection: Connection): string[] {
  const lines = connection.execute('PRAGMA integrity_check').rows.map((row) => String(row['integrity_check']));
  return lines.filter((line) => line !== 'ok');
}

/**
 * Fills a migrated, empty store from a backup. The backup's file stays as it is: its pages are copied over the store's.
 * Raises an error when the store has a tenant.
 */
export async function restore(connection: Connection, folder: string, stop?: AbortSignal): Promise<void> {
  if (connection.execute('SELECT 1 AS n FROM tenants LIMIT 1').rows.length > 0) {
    throw new Error('The store is not empty: restore into a new one, in another folder (HUILIU_DATA)');
  }
  using source = new Connection(join(folder, STORE_FILE), BUSY_MS);
  const damage = check(source);
  if (damage.length > 0) throw new Error(`The backup is damaged: ${damage[0]}`);
  await copyPages(source.database, connection.database.location()!, copyOptions(stop));
}
