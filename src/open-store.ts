import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createStore } from '#crm/access/create-store.ts';
import { createSecretBox, type SecretBox } from '#crm/access/secret-box.ts';
import type { Store } from '#crm/store.ts';
import { type Engine, EngineUnavailableError } from '#engines/engine.ts';
import { makeFolder } from '#engines/make-folder.ts';
import { type Config, ConfigError, parseKey } from './config.ts';

/** With 64 callers who read lists, a fifth of the processor went into collecting at 20. */
const HEAP_GROWTH_BESIDE_POSTGRES = 60;

export interface OpenOptions {
  /** Little memory rather than the last bit of speed: for commands that go through a store of any size. */
  readonly lean?: boolean;
}

/**
 * Opens the store that the configuration names, migrated and with its key checked; dispose `store.engine` to close it.
 * Raises ConfigError for a key that can't open it and a database that can't be reached, EngineUnavailableError for an
 * embedded store that can't.
 */
export async function openStore(config: Config, options: OpenOptions = {}): Promise<Store> {
  const secrets = createSecretBox(await readKey(config));
  const engine = await openEngine(config, options);
  try {
    await migrate(engine, config);
    await checkKey(engine, secrets);
    return createStore(engine, secrets);
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

/** The first use of the store: what a database's address leads to is told under its variable. */
async function migrate(engine: Engine, { databaseUrl }: Config): Promise<void> {
  try {
    await engine.migrate();
  } catch (error) {
    if (databaseUrl === undefined || !(error instanceof Error && isAddressFault(error))) throw error;
    throw new ConfigError(`HUILIU_DATABASE_URL: ${error.message}`, { cause: error });
  }
}

/** Nothing answers there, or what answers knows no such user, password or database (SQLSTATE 28…, 3D…). */
function isAddressFault(error: Error): boolean {
  return error instanceof EngineUnavailableError || ('code' in error && /^(28|3D)/.test(String(error.code)));
}

/** The engine that the configuration names. Each is loaded only when it is used. */
export async function openEngine(config: Config, { lean = false }: OpenOptions = {}): Promise<Engine> {
  if (config.databaseUrl === undefined) {
    const { openSqlite } = await import('#engines/sqlite/index.ts');
    return openSqlite(config.data, { alone: config.workers === 1, lean });
  }
  const { openPostgres } = await import('#engines/postgres/index.ts');
  // `npm start` keeps the heap small for the embedded store's caches; without them there is room to collect less often.
  if (!lean) setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_BESIDE_POSTGRES}`);
  return openPostgres(config.databaseUrl, { readUrl: config.readUrl });
}

async function readKey(config: Config): Promise<Buffer> {
  if (config.key !== undefined) return config.key;
  const file = join(config.data, 'key');
  makeFolder(config.data);
  await makeKey(file);
  const key = parseKey((await readFile(file, 'utf8')).trim());
  if (key === null) throw new ConfigError(`${file} holds no key of 64 hex digits (HUILIU_KEY would be used instead)`);
  return key;
}

/** Of several processes that start at once, the first one's key stays. */
async function makeKey(file: string): Promise<void> {
  try {
    await using handle = await open(file, 'wx', 0o600);
    await handle.writeFile(`${randomBytes(32).toString('hex')}\n`);
    await handle.sync();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

const CHECK_NAME = 'key-check';
const CHECK_TEXT = 'huiliu';

async function checkKey(engine: Engine, secrets: SecretBox): Promise<void> {
  const kept = await engine.read((db) =>
    db.sql.selectFrom('settings').select('value').where('name', '=', CHECK_NAME).executeTakeFirst(),
  );
  if (kept !== undefined) {
    if (opens(secrets, kept.value)) return;
    throw new ConfigError("HUILIU_KEY can't open this store: it was made with another key");
  }
  await engine.write((db) =>
    db.sql
      .insertInto('settings')
      .values({ name: CHECK_NAME, value: secrets.seal(CHECK_TEXT) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute(),
  );
}

function opens(secrets: SecretBox, sealed: string): boolean {
  try {
    return secrets.open(sealed) === CHECK_TEXT;
  } catch {
    return false;
  }
}
