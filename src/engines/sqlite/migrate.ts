import { join } from 'node:path';
import type { MigrationOutcome } from '../engine.ts';
import { migrations, missingMigrations } from '../migrations/index.ts';
import type { Connection } from './connection.ts';
import { sqliteDdl } from './ddl.ts';
import { makeFile } from './make-file.ts';
import { writeStatistics } from './statistics.ts';

/** Applies the missing migrations in one transaction; a store that holds data is copied into `folder` before. */
export function migrate(connection: Connection, folder: string): MigrationOutcome {
  // Several processes that start at once wait for the one that migrates.
  connection.database.exec('PRAGMA busy_timeout = 60000');
  try {
    const outcome = applyMissing(connection, folder);
    writeStatistics(connection);
    return outcome;
  } finally {
    connection.database.exec('PRAGMA busy_timeout = 0');
  }
}

function applyMissing(connection: Connection, folder: string): MigrationOutcome {
  const { database } = connection;
  if (missingMigrations(appliedTo(connection)).length === 0) return { applied: [] };
  copyBeforeUpgrade(connection, folder);
  // Another process may have come first while this one waited for the lock.
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS huiliu_migrations (name TEXT PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT',
    );
    const missing = missingMigrations(appliedTo(connection));
    for (const migration of missing) {
      for (const statement of migration.statements(sqliteDdl)) database.exec(statement);
      connection.execute('INSERT INTO huiliu_migrations (name, applied_at) VALUES (?, ?)', [
        migration.name,
        Date.now(),
      ]);
    }
    database.exec('COMMIT');
    return { applied: missing.map(({ name }) => name) };
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Names of the migrations that the store has, oldest first; none for an empty file. */
export function appliedTo(connection: Connection): string[] {
  const { rows } = connection.execute("SELECT name FROM sqlite_schema WHERE name = 'huiliu_migrations'");
  if (rows.length === 0) return [];
  return connection.execute('SELECT name FROM huiliu_migrations ORDER BY name').rows.map((row) => String(row['name']));
}

function copyBeforeUpgrade(connection: Connection, folder: string): void {
  const applied = appliedTo(connection);
  if (applied.length === 0) return;
  const next = migrations[applied.length]!.name;
  const copy = join(folder, `huiliu-before-${next}-${Date.now()}.db`);
  makeFile(copy);
  connection.execute('VACUUM INTO ?', [copy]);
}
