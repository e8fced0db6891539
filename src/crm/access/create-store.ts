import { CrmError } from '#crm/errors.ts';
import type { Store } from '#crm/store.ts';
import { ConstraintError, type Engine, type Writer } from '#engines/engine.ts';
import { RecentMap } from '#engines/recent-map.ts';
import type { Directory } from './directory.ts';
import { loadDirectory } from './load-directory.ts';
import type { SecretBox } from './secret-box.ts';

const MOST_DIRECTORIES = 500;
/** A directory is read by several statements: when a write falls between them it is read again, this often. */
const MOST_READINGS = 3;

/** What crm works on, over an engine that is migrated. Directories are cached until the tenant's configuration is written. */
export function createStore(engine: Engine, secrets: SecretBox): Store {
  const directories = new DirectoryCache(engine);
  return {
    engine,
    secrets,
    read: (work) => engine.read(work),
    scan: (work) => engine.scan(work),
    write: (work) => writeTwice(engine, work),
    directory: (tenantId) => directories.get(tenantId),
  };
}

/**
 * What is unique is looked for before it is written. When somebody else writes the same in between, the work runs again: then
 * it sees that, and raises the error of its own rule.
 */
async function writeTwice<T>(engine: Engine, work: (db: Writer) => Promise<T>): Promise<T> {
  try {
    return await engine.write(work);
  } catch (error) {
    if (!(error instanceof ConstraintError && error.kind === 'unique')) throw error;
    return await engine.write(work);
  }
}

interface Entry {
  readonly version: number;
  readonly directory: Promise<Directory>;
}

class DirectoryCache {
  readonly #engine: Engine;
  readonly #entries = new RecentMap<bigint, Entry>(MOST_DIRECTORIES);

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Callers that come while one is being read wait for the same reading. */
  get(tenantId: bigint): Promise<Directory> {
    const version = this.#engine.configVersion(tenantId);
    const known = this.#entries.get(tenantId);
    if (known?.version === version) return known.directory;
    const entry = this.#load(tenantId, version);
    this.#entries.set(tenantId, entry);
    return entry.directory;
  }

  #load(tenantId: bigint, version: number): Entry {
    const entry: Entry = { version, directory: this.#read(tenantId, version) };
    entry.directory.catch(() => this.#entries.drop(tenantId, entry));
    return entry;
  }

  async #read(tenantId: bigint, version: number): Promise<Directory> {
    for (let reading = 1; ; reading += 1) {
      const directory = await this.#engine.read((db) => loadDirectory(db, tenantId, version));
      if (directory === null) throw new CrmError('not_found', { record: 'tenant', id: String(tenantId) });
      const now = this.#engine.configVersion(tenantId);
      if (now === version || reading === MOST_READINGS) return directory;
      version = now;
    }
  }
}
