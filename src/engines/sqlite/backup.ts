import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backup as copyPages } from 'node:sqlite';
import { Connection } from './connection.ts';

/** The store's file inside its folder, and inside a backup's. */
export const STORE_FILE = 'huiliu.db';

/**
 * Copies the store while it is read and written; the copy is one consistent moment, ready to be opened.
 * Raises an error when `folder` has a store already.
 */
export async function backup(connection: Connection, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, STORE_FILE);
  if (existsSync(target)) throw new Error(`${target} exists: a backup never overwrites one`);
  await copyPages(connection.database, target, { rate: 1000 });
  return [STORE_FILE];
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
export async function restore(connection: Connection, folder: string): Promise<void> {
  if (connection.execute('SELECT 1 AS n FROM tenants LIMIT 1').rows.length > 0) {
    throw new Error('The store is not empty: restore into a new one');
  }
  using source = new Connection(join(folder, STORE_FILE), 5000);
  const damage = check(source);
  if (damage.length > 0) throw new Error(`The backup is damaged: ${damage[0]}`);
  await copyPages(source.database, connection.database.location()!, { rate: 1000 });
}
