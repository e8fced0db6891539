import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createStore } from '#crm/access/create-store.ts';
import { createSecretBox, type SecretBox } from '#crm/access/secret-box.ts';
import type { Store } from '#crm/store.ts';
import { type BackupContents, type Engine, EngineUnavailableError } from '#engines/engine.ts';
import { type Config, ConfigError, parseKey } from './config.ts';

/** With 64 callers who read lists, a fifth of the processor went into collecting at 20. */
const HEAP_GROWTH_BESIDE_POSTGRES = 60;

export interface OpenOptions {
  /** Little memory rather than the last bit of speed: for commands that go through a store of any size. */
  readonly lean?: boolean;
  /** Refuses a place where nobody made a store yet, rather than making one: what is looked for there is elsewhere. */
  readonly existing?: boolean;
}

/**
 * Opens the store that the configuration names, migrated and with its key checked; dispose `store.engine` to close it.
 * Raises ConfigError for a key that can't open it, a store or database that can't be reached or is damaged, and, where one must
 * exist, a place without a store.
 */
export async function openStore(config: Config, options: OpenOptions = {}): Promise<Store> {
  const engine = await atFirst(addressOf(config), () => openEngine(config, options));
  try {
    const isNew = await atFirst(addressOf(config), () => engine.isNew());
    if (isNew && options.existing === true) throw noStore(config);
    const secrets = createSecretBox(await readKey(config, isNew));
    await atFirst(addressOf(config), () => engine.migrate());
    // The first read, which a replica answers where there is one.
    await atFirst(config.readUrl === undefined ? undefined : 'HUILIU_READ_URL', () =>
      checkKey(config, engine, secrets),
    );
    return createStore(engine, secrets);
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}

function noStore({ databaseUrl, data }: Config): ConfigError {
  const place = databaseUrl === undefined ? `${resolve(data)} (HUILIU_DATA)` : 'the database of HUILIU_DATABASE_URL';
  return new ConfigError(`there is no store in ${place}: "huiliu serve" or "huiliu tenant add" makes one`);
}

/** What names the store's place, as an operator reads it. */
export function addressOf({ databaseUrl, data }: Config): string {
  return databaseUrl === undefined ? `HUILIU_DATA (${data})` : 'HUILIU_DATABASE_URL';
}

/** The first uses of a store: what its address leads to is told under the variable's or option's name. */
export async function atFirst<T>(address: string | undefined, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (address === undefined || !(error instanceof Error && isAddressFault(error))) throw error;
    throw new ConfigError(`${address}: ${error.message}`, { cause: error });
  }
}

/** Nothing answers there, or what answers knows no such user, password or database, or lets the user make no tables (SQLSTATE). */
function isAddressFault(error: Error): boolean {
  return error instanceof EngineUnavailableError || ('code' in error && /^(28|3D|42501)/.test(String(error.code)));
}

/** The engine that the configuration names. Each is loaded only when it is used. */
export async function openEngine(
  config: Config,
  { lean = false, existing = false }: OpenOptions = {},
): Promise<Engine> {
  if (config.databaseUrl === undefined) {
    const { isThere, openSqlite } = await import('#engines/sqlite/index.ts');
    if (existing && !isThere(config.data)) throw noStore(config);
    return openSqlite(config.data, { alone: config.workers === 1, lean });
  }
  const { openPostgres } = await import('#engines/postgres/index.ts');
  // `npm start` keeps the heap small for the embedded store's caches; without them there is room to collect less often.
  if (!lean) setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_BESIDE_POSTGRES}`);
  return openPostgres(config.databaseUrl, { readUrl: config.readUrl });
}

/** What is known of a kind of backup without the store that it came from. */
export interface BackupFormat {
  /** Reads such a backup from end to end. */
  readonly inspect: (folder: string) => Promise<BackupContents>;
  /** Where it can be restored. */
  readonly restoredTo: string;
}

/** The kind of backup that the configured store can be filled from. */
export async function backupFormatOf({ databaseUrl }: Config): Promise<string> {
  const engine =
    databaseUrl === undefined ? await import('#engines/sqlite/backup.ts') : await import('#engines/postgres/backup.ts');
  return engine.BACKUP_FORMAT;
}

/** The kind of backup that a manifest names; undefined for one of a later version. */
export async function backupFormat(name: string): Promise<BackupFormat | undefined> {
  const embedded = await import('#engines/sqlite/backup.ts');
  if (name === embedded.BACKUP_FORMAT) {
    const restoredTo = 'an embedded store, without HUILIU_DATABASE_URL; then "huiliu move" takes it to a database';
    return { inspect: embedded.inspectBackup, restoredTo };
  }
  const database = await import('#engines/postgres/backup.ts');
  if (name !== database.BACKUP_FORMAT) return undefined;
  return { inspect: database.inspectBackup, restoredTo: 'a database, which HUILIU_DATABASE_URL names' };
}

/**
 * Raises ConfigError for a key that doesn't open what the store of a backup sealed.
 * @param keyFile where the key is, unless it is in HUILIU_KEY
 */
export async function checkBackupKey({ key, databaseUrl }: Config, folder: string, keyFile: string): Promise<void> {
  const { readSetting } =
    databaseUrl === undefined ? await import('#engines/sqlite/backup.ts') : await import('#engines/postgres/backup.ts');
  const sealed = await readSetting(folder, CHECK_NAME);
  if (sealed === undefined || opens(createSecretBox(key ?? (await readKeyFile(keyFile))), sealed)) return;
  const where = key === undefined ? keyFile : 'HUILIU_KEY';
  throw new ConfigError(`nothing was restored: ${where} can't open the backup: its store was made with another key`);
}

async function readKey(config: Config, isNew: boolean): Promise<Buffer> {
  if (config.key !== undefined) return config.key;
  const file = join(config.data, 'key');
  if (isNew) await makeKey(file);
  else if (!existsSync(file)) {
    throw new ConfigError(`${file} is gone, and the store was made with a key: put it back, or give it in HUILIU_KEY`);
  }
  return await readKeyFile(file);
}

async function readKeyFile(file: string): Promise<Buffer> {
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

async function checkKey({ key, data }: Config, engine: Engine, secrets: SecretBox): Promise<void> {
  const kept = await engine.read((db) =>
    db.sql.selectFrom('settings').select('value').where('name', '=', CHECK_NAME).executeTakeFirst(),
  );
  if (kept !== undefined) {
    if (opens(secrets, kept.value)) return;
    const where = key === undefined ? join(data, 'key') : 'HUILIU_KEY';
    throw new ConfigError(`${where} can't open this store: it was made with another key`);
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
