import type { MigrationOutcome } from '../engine.ts';
import { migrations, missingMigrations } from '../migrations/index.ts';
import type { Migration } from '../migrations/migration.ts';
import { type Client, execute, type openPool } from './connection.ts';
import { postgresDdl } from './ddl.ts';
import { toEngineError } from './errors.ts';

/** Any number, as long as it is always the same: whoever migrates this database takes it. */
const LOCK = 4_811_516_801;

/** Applies the missing migrations in one transaction; of several processes one works and the others wait for it. */
export async function migrate(pool: ReturnType<typeof openPool>): Promise<MigrationOutcome> {
  try {
    return await pool.begin(async (transaction) => {
      const client: Client = transaction;
      await execute(client, 'SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const missing = missingMigrations(await appliedTo(client));
      await apply(client, missing);
      return { applied: missing.map(({ name }) => name) };
    });
  } catch (error) {
    throw toEngineError(error);
  }
}

/** Makes the empty tables those of these migrations, for the rows of a backup that an earlier version made. */
export async function migrateBack(client: Client, names: readonly string[]): Promise<void> {
  const later = missingMigrations(names).map(({ name }) => name);
  const applied = await appliedTo(client);
  if (!applied.some((name) => later.includes(name))) return;
  const { rows } = await execute(client, 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()');
  await client.unsafe(`DROP TABLE ${rows.map((row) => `"${String(row['name'])}"`).join(', ')}`);
  await apply(
    client,
    migrations.filter(({ name }) => names.includes(name)),
  );
}

async function apply(client: Client, missing: readonly Migration[]): Promise<void> {
  if (missing.length === 0) return;
  await client.unsafe(
    'CREATE TABLE IF NOT EXISTS huiliu_migrations (name TEXT COLLATE "C" PRIMARY KEY, applied_at BIGINT NOT NULL)',
  );
  // The index of a million texts is built in a few passes.
  await client.unsafe("SET LOCAL maintenance_work_mem = '256MB'");
  for (const migration of missing) {
    for (const statement of migration.statements(postgresDdl)) await client.unsafe(statement);
    await execute(client, 'INSERT INTO huiliu_migrations (name, applied_at) VALUES ($1, $2)', [
      migration.name,
      Date.now(),
    ]);
  }
}

/** Names of the migrations that the database has, oldest first; none for an empty one. */
export async function appliedTo(client: Client): Promise<string[]> {
  const { rows: found } = await execute(client, "SELECT to_regclass('huiliu_migrations')::text AS present");
  if (found[0]!['present'] === null) return [];
  const { rows } = await execute(client, 'SELECT name FROM huiliu_migrations ORDER BY name');
  return rows.map((row) => String(row['name']));
}
