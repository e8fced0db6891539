import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from '#app/app.ts';
import type { Config } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { createLog } from '#transport/log.ts';
import { CommandFailure, type Cli } from '../cli.ts';
import type { Serving } from './serving.ts';
import { surviveStrayFailures } from './stray-failures.ts';

/** The drain's ten seconds, and a little for closing the store. */
const LONGEST_STOP_MS = 12_000;
const RESTART_AFTER_MS = 500;

/**
 * Several processes on one port. The first holds the server's place of the store and starts the others, which do the work;
 * one that dies is started again. When the first dies in whatever way, the others end too.
 */
export async function serveInWorkers(cli: Cli, config: Config, serving: Serving): Promise<void> {
  if (cluster.isWorker) await work(cli, config);
  else await lead(cli, config, serving);
}

async function lead(cli: Cli, config: Config, { prepare, announce }: Serving): Promise<void> {
  const log = createLog();
  await using opened = await holdStore(config);
  const { store } = opened;
  await prepare?.(store);
  cluster.setupPrimary({ args: ['serve'], serialization: 'advanced' });

  const first = cluster.fork();
  const baseUrl = await listeningAt(first);
  const others = Array.from({ length: config.workers - 1 }, () => cluster.fork());
  await Promise.all(others.map((worker) => listeningAt(worker)));
  await announce(store, baseUrl);

  cluster.on('exit', (worker, code, signal) => {
    if (cli.stopping.aborted) return;
    log.error({ worker: worker.process.pid, code, signal }, 'a server process died and is started again');
    setTimeout(() => {
      if (!cli.stopping.aborted) cluster.fork();
    }, RESTART_AFTER_MS);
  });
  if (!cli.stopping.aborted) await once(cli.stopping, 'abort');
  await stopAll();
}

/** The store, migrated and checked once for all, and this machine's place as its server. */
async function holdStore(config: Config) {
  const store = await openStore(config);
  try {
    const place = store.engine.claimServer();
    return {
      store,
      async [Symbol.asyncDispose]() {
        await store.engine[Symbol.asyncDispose]();
        await place[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await store.engine[Symbol.asyncDispose]();
    throw error;
  }
}

interface Listening {
  readonly baseUrl: string;
}

/** Resolves with the address once a worker listens. One that can't has said why on standard error. */
async function listeningAt(worker: Worker): Promise<string> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(worker, 'message', { signal: ended.signal }).then(([message]) => (message as Listening).baseUrl),
      once(worker, 'exit', { signal: ended.signal }).then(() => {
        throw new CommandFailure('');
      }),
    ]);
  } catch (error) {
    await stopAll();
    throw error;
  } finally {
    ended.abort();
  }
}

async function stopAll(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const ended = workers.map((worker) => (worker.isDead() ? Promise.resolve() : once(worker, 'exit')));
  for (const worker of workers) worker.process.kill('SIGTERM');
  const cut = new AbortController();
  const tooLong = delay(LONGEST_STOP_MS, undefined, { signal: cut.signal }).then(
    () => workers.forEach((worker) => worker.process.kill('SIGKILL')),
    () => undefined,
  );
  await Promise.all(ended);
  cut.abort();
  await tooLong;
}

async function work(cli: Cli, config: Config): Promise<void> {
  const log = createLog();
  surviveStrayFailures(log);
  try {
    await using app = await createApp(config, { log, isWorker: true });
    const { baseUrl } = await app.start();
    process.send!({ baseUrl } satisfies Listening);
    if (!cli.stopping.aborted) await once(cli.stopping, 'abort');
  } finally {
    // The channel to the first process would keep this one alive.
    cluster.worker!.disconnect();
  }
}
