import type { Command } from 'commander';
import type { JobRow } from '#jobs/read-jobs.ts';
import { parseCount, parseId } from './arguments.ts';
import { addCommand, print, table, type Cli } from './cli.ts';
import { findTenant } from './find.ts';

const MOST_SHOWN = 1000;

export function addJob(program: Command, cli: Cli): void {
  const job = program.command('job').description('jobs: imports, exports and other work that outlives a request');

  addCommand(job, 'list', 'list the newest jobs of a tenant')
    .requiredOption('--tenant <tenant>', 'code or id')
    .option('--limit <n>', 'how many', parseCount(1, MOST_SHOWN), 50)
    .action((options: ListOptions) => list(cli, options));

  addCommand(job, 'show', 'show a job and what became of its rows that were refused')
    .argument('<id>', 'its id', parseId)
    .requiredOption('--tenant <tenant>', 'code or id')
    .action((id: bigint, options: Options) => show(cli, id, options));

  addCommand(job, 'cancel', 'cancel a job that is not over; what it wrote so far stays')
    .argument('<id>', 'its id', parseId)
    .requiredOption('--tenant <tenant>', 'code or id')
    .action((id: bigint, options: Options) => cancel(cli, id, options));
}

async function list(cli: Cli, options: ListOptions): Promise<void> {
  const { listJobs } = await import('#jobs/read-jobs.ts');
  await cli.withStore(async (store) => {
    const { tenant } = await findTenant(store, options.tenant);
    const jobs = await store.read((db) => listJobs(db, tenant.id, options.limit));
    const rows = jobs.map((one) => [
      String(one.id),
      one.kind,
      one.state,
      one.total === null ? '' : String(one.total),
      String(one.done),
      String(one.failed),
      new Date(one.created_at).toISOString(),
    ]);
    const header = ['id', 'kind', 'state', 'total', 'done', 'failed', 'created'];
    await print(cli, options, jobs.map(shown), table(header, rows));
  });
}

async function show(cli: Cli, id: bigint, options: Options): Promise<void> {
  const { readJob, readJobRows } = await import('#jobs/read-jobs.ts');
  await cli.withStore(async (store) => {
    const { tenant } = await findTenant(store, options.tenant);
    const job = await store.read((db) => readJob(db, tenant.id, id));
    const rows = await store.read((db) => readJobRows(db, tenant.id, id));
    const outcomes = rows.map((row) => ({ row: row.row_index, outcome: parsed(row.outcome) }));
    const value = { ...shown(job), rows: outcomes };
    const text = [
      `job ${id} ${job.kind}: ${job.state}, ${job.done} done, ${job.failed} failed of ${job.total ?? 'an unknown number'}`,
      ...outcomes.map(({ row, outcome }) => `row ${row}: ${JSON.stringify(outcome)}`),
    ];
    await print(cli, options, value, text.join('\n'));
  });
}

async function cancel(cli: Cli, id: bigint, options: Options): Promise<void> {
  const { cancelJob } = await import('#jobs/read-jobs.ts');
  await cli.withStore(async (store) => {
    const { tenant } = await findTenant(store, options.tenant);
    const cancelled = await store.write((db) => cancelJob(db, tenant.id, id, Date.now()));
    await print(cli, options, { id, cancelled }, cancelled ? `job ${id} is cancelled` : `job ${id} was over already`);
  });
}

function shown(job: JobRow) {
  return {
    id: job.id,
    tenantId: job.tenant_id,
    kind: job.kind,
    state: job.state,
    total: job.total,
    done: job.done,
    failed: job.failed,
    result: parsed(job.result),
    agentId: job.agent_id,
    via: job.via,
    createdAt: new Date(job.created_at).toISOString(),
    updatedAt: new Date(job.updated_at).toISOString(),
  };
}

function parsed(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}

interface Options {
  tenant: string;
  json?: boolean;
}

interface ListOptions extends Options {
  limit: number;
}
