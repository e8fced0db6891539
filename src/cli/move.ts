import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Store } from '#crm/store.ts';
import type { Engine } from '#engines/engine.ts';
import { addCommand, CommandFailure, print, UsageError, type Cli } from './cli.ts';
import type { Copied } from './move/copy-store.ts';

const ASK_AGAIN_MS = 200;

export function addMove(program: Command, cli: Cli): void {
  addCommand(
    program,
    'move',
    'copy the embedded store into a PostgreSQL database, while it serves, and verify the copy',
  )
    .requiredOption('--to <url>', 'postgres://… of an empty database, or of one that an earlier run began to fill')
    .option('--wait', 'when the server still runs, wait until it is stopped and finish then')
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      '\nThe first pass copies everything while the server goes on. Then stop the server: the last pass takes what changed\n' +
        'since, compares every row and recounts every figure. Without --wait run the same command again after stopping.\n' +
        'Then start with HUILIU_DATABASE_URL and, in HUILIU_KEY, the key of this store (HUILIU_DATA/key).',
    )
    .action((options: Options) => move(cli, options));
}

async function move(cli: Cli, options: Options): Promise<void> {
  const config = await cli.config();
  if (config.databaseUrl !== undefined) {
    throw new UsageError('the embedded store of HUILIU_DATA is what moves: unset HUILIU_DATABASE_URL for this command');
  }
  const { postgresFault } = await import('#app/config.ts');
  const wrong = postgresFault(options.to);
  if (wrong !== null) throw new UsageError(`--to ${wrong}`);
  await cli.withStore((source) =>
    copy(cli, source, options).catch((error: unknown) => {
      if (!cli.stopping.aborted) throw error;
      throw new CommandFailure('stopped: the same command again goes on from what is copied');
    }),
  );
}

async function copy(cli: Cli, source: Store, options: Options): Promise<void> {
  const { openPostgres } = await import('#engines/postgres/index.ts');
  const { atFirst } = await import('#app/open-store.ts');
  const { copyStore } = await import('./move/copy-store.ts');
  await using target = await openPostgres(options.to);
  await atFirst('--to', () => target.migrate());
  await requireOwnCopy(source, target);
  const progress = (table: string) => (options.quiet === true ? undefined : cli.err(`${table}\n`));

  const first = await copyStore(source, target, cli.stopping, progress);
  const place = await takePlace(cli, source, options.wait === true);
  if (place === undefined) {
    const text =
      `copied ${first.rows} rows, ${first.written} of them anew; the server still runs.\n` +
      'Stop it and run the same command again: it takes only what changed since.';
    await print(cli, options, { finished: false, ...first }, text);
    return;
  }
  await using _place = place;
  const last = await copyStore(source, target, cli.stopping);
  await target.analyze();
  await verify(cli, source, target);
  const text =
    `moved ${last.rows} rows; every row compared, every figure recounted.\n` +
    'Start with HUILIU_DATABASE_URL set to the new address and HUILIU_KEY to the key of this store.';
  await print(cli, options, { finished: true, rows: last.rows, written: first.written + last.written }, text);
}

/** The target holds nothing, or only tenants of this store: anything else isn't ours to overwrite. */
async function requireOwnCopy(source: Store, target: Engine): Promise<void> {
  const tenants = (db: Parameters<Parameters<Engine['read']>[0]>[0]) =>
    db.sql.selectFrom('tenants').select(['id', 'code', 'created_at']).execute();
  const own = new Set((await source.read(tenants)).map((one) => `${one.id} ${one.code} ${one.created_at}`));
  const foreign = (await target.read(tenants)).find((one) => !own.has(`${one.id} ${one.code} ${one.created_at}`));
  if (foreign !== undefined) {
    throw new CommandFailure(
      `the database already holds the tenant ${foreign.code}, which this store hasn't: give an empty one`,
    );
  }
}

/** The server's place, so that nobody writes during the last pass; undefined while a server has it and isn't waited for. */
async function takePlace(cli: Cli, source: Store, wait: boolean): Promise<AsyncDisposable | undefined> {
  for (let told = false; ; ) {
    try {
      return source.engine.claimServer();
    } catch (error) {
      if (!wait) return undefined;
      if (cli.stopping.aborted) throw error;
      if (!told) cli.err('waiting for the server to be stopped\n');
      told = true;
      await delay(ASK_AGAIN_MS);
    }
  }
}

/** Nothing differs any more, and every derived figure of the copy equals a recount. */
async function verify(cli: Cli, source: Store, target: Engine): Promise<void> {
  const { copyStore } = await import('./move/copy-store.ts');
  const { checkFigures } = await import('#crm/figures/check-figures.ts');
  const again: Copied = await copyStore(source, target, cli.stopping);
  if (again.written + again.deleted > 0) {
    throw new CommandFailure(
      `${again.written + again.deleted} rows still differed: something writes to the store; run it again`,
    );
  }
  const [fault, ...more] = await target.read((db) => checkFigures(db));
  if (fault !== undefined) throw new CommandFailure(`the copy's figures are wrong (${more.length + 1}): ${fault}`);
}

interface Options {
  to: string;
  wait?: boolean;
  quiet?: boolean;
  json?: boolean;
}
