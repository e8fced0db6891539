import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import type { Engine } from '#engines/engine.ts';
import { openPostgres } from '#engines/postgres/index.ts';
import { openSqlite } from '#engines/sqlite/index.ts';
import { startPostgres, type PostgresServer } from './postgres-server.ts';
import { quickFolder } from './quick-folder.ts';

export const engineNames = ['sqlite', 'postgres'] as const;
export type EngineName = (typeof engineNames)[number];

/** Where the PostgreSQL server of this test run listens; test/setup.ts sets it. */
export const POSTGRES_URL = 'HUILIU_TEST_POSTGRES';

/** The place of a store that was made for a test, migrated and empty. */
export interface Place extends AsyncDisposable {
  readonly name: EngineName;
  /** The store's folder, also beside a database, where the key and files lie. */
  readonly folder: string;
  /** The database's address, unless the store is embedded. */
  readonly databaseUrl: string | undefined;
  /** Opens the store; several may be open at once, as of several processes. */
  open(): Promise<Engine>;
  /** Has a database count what it holds, as it does by itself within a minute; an embedded store always plans alike. */
  analyze(): Promise<void>;
}

/** Makes a fresh place; dispose it after the engines that it opened. A `bare` database is as `create database` leaves it. */
export async function makePlace(name: EngineName, { bare = false }: { bare?: boolean } = {}): Promise<Place> {
  const folder = await mkdtemp(join(await quickFolder(), 'huiliu-test-'));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  if (name === 'sqlite') {
    return {
      name,
      folder,
      databaseUrl: undefined,
      open: () => migrated(openSqlite(folder)),
      analyze: async () => undefined,
      [Symbol.asyncDispose]: removeFolder,
    };
  }
  const database = await createDatabase(bare);
  return {
    name,
    folder,
    databaseUrl: database.url,
    open: () => openPostgres(database.url, { poolSize: 8 }),
    analyze: () => database.run('analyze'),
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await removeFolder();
    },
  };
}

/** Opens a fresh, migrated, empty store whose place goes when it is disposed. */
export async function openEngine(name: EngineName): Promise<Engine> {
  const place = await makePlace(name);
  const engine = await place.open();
  return {
    ...engine,
    [Symbol.asyncDispose]: async () => {
      await engine[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function migrated(opening: Promise<Engine>): Promise<Engine> {
  const engine = await opening;
  await engine.migrate();
  return engine;
}

interface CreatedDatabase extends AsyncDisposable {
  readonly url: string;
  run(statement: string): Promise<void>;
}

const TEMPLATE = 'huiliu_template';

/** Copies the template, which is migrated once a server: far quicker than migrating for each test. */
async function createDatabase(bare: boolean): Promise<CreatedDatabase> {
  const { url } = await postgresServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(`${url}postgres`, { max: 1, onnotice: () => undefined });
  await admin.begin(async (sql) => {
    // Test files run in processes of their own: one makes the template, the others wait.
    await sql`select pg_advisory_xact_lock(4811516802)`;
    const found = await sql`select 1 from pg_database where datname = ${TEMPLATE}`;
    if (found.length > 0) return;
    await runOn(`${url}postgres`, `create database ${TEMPLATE}`);
    await using engine = await openPostgres(url + TEMPLATE);
    await engine.migrate();
  });
  const template = bare ? 'template1' : TEMPLATE;
  await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
  return {
    url: url + name,
    run: (statement) => runOn(url + name, statement),
    [Symbol.asyncDispose]: async () => {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Runs a statement on a connection of its own, outside transactions. */
async function runOn(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  await client.unsafe(statement);
  await client.end();
}

let own: Promise<PostgresServer> | undefined;

/** The run's server, or one of this process when a test file runs by itself. */
function postgresServer(): Promise<Pick<PostgresServer, 'url'>> {
  const url = process.env[POSTGRES_URL];
  if (url !== undefined) return Promise.resolve({ url });
  own ??= startPostgres();
  return own;
}

/** Stops the server that this process started, if it did. */
export async function stopOwnPostgres(): Promise<void> {
  const server = await own;
  own = undefined;
  await server?.[Symbol.asyncDispose]();
}
