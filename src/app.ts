import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { purgeExpired } from '#crm/access/purge-expired.ts';
import { purgeDeletedTables } from '#crm/assets/delete-table.ts';
import { purgeEvents } from '#crm/changes/purge-events.ts';
import type { Store } from '#crm/store.ts';
import type { Dialect, DialectContext } from '#dialects/dialect.ts';
import { exportJob } from '#jobs/export/export-job.ts';
import { importJob } from '#jobs/import/import-job.ts';
import { importUndoJob } from '#jobs/import/undo-import.ts';
import { purgeJobFiles } from '#jobs/job-files.ts';
import type { JobHandler } from '#jobs/job.ts';
import { enqueueRecycling, recycleJob } from '#jobs/recycle.ts';
import { JobRunner } from '#jobs/runner.ts';
import { WebhookSender } from '#jobs/webhooks.ts';
import { createHttpServer } from '#transport/http/server.ts';
import { addOperatorRoutes } from '#transport/http/operator-routes.ts';
import { createLog } from '#transport/log.ts';
import { Metrics } from '#transport/metrics.ts';
import { RequestLog } from '#transport/request-log.ts';
import type { Config } from './config.ts';
import { openStore } from './open-store.ts';
import { readTls } from './read-tls.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** The dialects, each loaded when the app is made. A further one is a line here. */
const dialects: readonly (() => Promise<Dialect>)[] = [
  async () => (await import('#dialects/ttf/index.ts')).ttf,
  async () => (await import('#dialects/bangwo8/index.ts')).bangwo8,
  async () => (await import('#dialects/icsoc/index.ts')).icsoc,
  async () => (await import('#dialects/native/index.ts')).native,
];

/** Work that belongs to no dialect; files of it lie under HUILIU_DATA. */
function jobsOf({ data }: Config): readonly JobHandler[] {
  return [importJob(data), importUndoJob, exportJob(data), recycleJob];
}

const LONGEST_DRAIN_MS = 10_000;
const CLOSE_IDLE_EVERY_MS = 50;
const PURGE_EVERY_MS = 5 * 60_000;

export interface App extends AsyncDisposable {
  readonly store: Store;
  readonly server: FastifyInstance;
  readonly context: DialectContext;
  /**
   * Listens and returns the address that callers use.
   * @param prepare what is done to the store before, once no other server may have it
   */
  start(prepare?: (store: Store) => Promise<void>): Promise<{ baseUrl: string }>;
  /** Accepts nothing new, finishes what is under way within ten seconds, closes the store. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface AppOptions {
  readonly log?: Logger;
  /** The process that started this one holds the server's place of the store already. */
  readonly isWorker?: boolean;
  /** Requests under way at once; more are shed. */
  readonly mostUnderWay?: number;
}

/** Puts the parts together: engine, store, dialects, server. The one place where they meet. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const store = await openStore(config);
  try {
    return await assemble(config, store, options);
  } catch (error) {
    await store.engine[Symbol.asyncDispose]();
    throw error;
  }
}

async function assemble(
  config: Config,
  store: Store,
  { log = createLog(), isWorker = false, mostUnderWay }: AppOptions,
): Promise<App> {
  const metrics = new Metrics();
  const requests = new RequestLog();
  const drain = new AbortController();
  const loaded = await Promise.all(dialects.map((load) => load()));
  const handlers = [...jobsOf(config), ...loaded.flatMap((dialect) => dialect.jobs ?? [])];
  const runner = new JobRunner({ store, log, handlers });
  const webhooks = new WebhookSender({ store, log });
  const context: DialectContext = {
    store,
    config,
    version,
    log,
    metrics,
    requests,
    stopping: drain.signal,
    dialects: loaded,
    wakeJobs: () => runner.wake(),
  };
  const server = await createHttpServer({
    log,
    metrics,
    trustProxy: config.trustProxy,
    tls: readTls(config.tls),
    ...(mostUnderWay === undefined ? {} : { mostUnderWay }),
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { method, url: path, id: requestId } = request;
    requests.finish(request.raw, {
      method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      requestId,
    });
    done();
  });
  addOperatorRoutes(server, { metrics, metricsToken: config.metricsToken, ready: () => answers(store) });
  for (const dialect of loaded) {
    await server.register((scope) => dialect.register(scope, context));
  }

  let place: AsyncDisposable | undefined;
  const recycle = (): void => {
    enqueueRecycling(store).then(
      (begun) => begun && runner.wake(),
      (error: unknown) => log.error({ err: error }, 'recycling could not begin'),
    );
  };
  const purge = setInterval(() => {
    Promise.all([
      purgeExpired(store),
      purgeDeletedTables(store),
      purgeEvents(store, config.eventDays),
      purgeJobFiles(config.data),
    ]).catch((error: unknown) => log.error({ err: error }, 'purging what is over failed'));
    recycle();
  }, PURGE_EVERY_MS).unref();

  return {
    store,
    server,
    context,
    async start(prepare) {
      if (!isWorker) place = store.engine.claimServer();
      await prepare?.(store);
      runner.wake();
      webhooks.wake();
      await server.listen({ host: config.host, port: config.port, backlog: 1024 });
      return { baseUrl: config.publicUrl ?? baseUrlOf(server, config) };
    },
    async [Symbol.asyncDispose]() {
      drain.abort();
      clearInterval(purge);
      const cut = new AbortController();
      const tooLong = delay(LONGEST_DRAIN_MS, undefined, { signal: cut.signal }).then(
        () => server.server.closeAllConnections(),
        () => undefined,
      );
      // Connections that were answered meanwhile are kept alive for requests that will not come.
      const idle = setInterval(() => server.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
      await server.close();
      clearInterval(idle);
      cut.abort();
      await tooLong;
      await withinDrain([webhooks[Symbol.asyncDispose](), runner[Symbol.asyncDispose]()]);
      await store.engine[Symbol.asyncDispose]();
      await place?.[Symbol.asyncDispose]();
    },
  };
}

/** Work in the background may wait for an answer that a database which was killed will never give: it isn't waited for. */
async function withinDrain(ends: readonly PromiseLike<void>[]): Promise<void> {
  const cut = new AbortController();
  const tooLong = delay(LONGEST_DRAIN_MS, undefined, { signal: cut.signal }).catch(() => undefined);
  await Promise.race([Promise.all(ends), tooLong]);
  cut.abort();
}

async function answers(store: Store): Promise<void> {
  await store.read((db) => db.sql.selectFrom('settings').select('name').limit(1).execute());
}

/** What is listened on for every address of the machine can be called at this one. */
const ANY_ADDRESS = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

function baseUrlOf(server: FastifyInstance, config: Config): string {
  const { port } = server.server.address() as AddressInfo;
  const address = ANY_ADDRESS.get(config.host) ?? config.host;
  const host = address.includes(':') ? `[${address}]` : address;
  return `${config.tls === undefined ? 'http' : 'https'}://${host}:${port}`;
}
