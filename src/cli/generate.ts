import type { Command } from 'commander';
import type { Store } from '#crm/store.ts';
import { parseCount } from './arguments.ts';
import { addCommand, CommandFailure, print, type Cli } from './cli.ts';
import { actingAs, findAgent, findTenant } from './find.ts';
import { oneLine } from './one-line.ts';

const MOST_CUSTOMERS = 100_000_000;
const REPORT_EVERY_MS = 5000;

export function addGenerate(program: Command, cli: Cli): void {
  addCommand(program, 'generate', 'fill a tenant with realistic customers, the same for the same seed')
    .requiredOption('--tenant <tenant>', 'code or id')
    .requiredOption('--customers <n>', 'how many', parseCount(1, MOST_CUSTOMERS))
    .option('--seed <seed>', 'any text', '1')
    .option('--as <login>', 'agent in whose name they are made; the first active admin when absent')
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      '\nEach has 1 to 3 phones, most a company and an owner, a tenth follow-ups. Works while the server runs.\n' +
        'A tenant without agents gets five (G001 … G005). Rows whose phones are taken are passed over.',
    )
    .action((options: Options) => generate(cli, options));
}

async function generate(cli: Cli, options: Options): Promise<void> {
  const { ensureAgents } = await import('./generate/ensure-agents.ts');
  const { fillTenant } = await import('./generate/fill-tenant.ts');
  const work = async (store: Store): Promise<void> => {
    const directory = await findTenant(store, options.tenant);
    const { tenant } = directory;
    if (options.as !== undefined) findAgent(directory, options.as);
    const agents = await ensureAgents(store, directory, options.seed);
    const startedAt = performance.now();
    let reportAt = startedAt + REPORT_EVERY_MS;
    let soFar = 0;
    const filled = await fillTenant(
      store,
      async () => actingAs(store, await store.directory(tenant.id), options.as),
      { seed: options.seed, customers: options.customers, signal: cli.stopping },
      (made) => {
        soFar = made;
        if (options.quiet === true || performance.now() < reportAt) return;
        reportAt += REPORT_EVERY_MS;
        cli.err(`${made} of ${options.customers} customers\n`);
      },
    ).catch((error: unknown) => {
      const fault = cli.stopping.aborted ? 'stopped' : oneLine(error);
      throw new CommandFailure(`${fault}: ${soFar} of ${options.customers} customers were made, and stay`);
    });
    await store.engine.analyze();
    const seconds = (performance.now() - startedAt) / 1000;
    const value = {
      tenantId: tenant.id,
      ...filled,
      agentsMade: agents,
      seconds: Math.round(seconds * 1000) / 1000,
      customersPerSecond: Math.round(filled.customers / seconds),
    };
    await print(
      cli,
      options,
      value,
      `made ${filled.customers} customers and ${filled.followUps} follow-ups in ${seconds.toFixed(1)} s ` +
        `(${value.customersPerSecond} customers/s)` +
        (filled.passedOver === 0 ? '' : `; passed over ${filled.passedOver} whose phones were taken`) +
        (agents.length === 0 ? '' : `; made the agents ${agents.join(', ')}`),
    );
  };
  await cli.withStore(work, { lean: true });
}

interface Options {
  tenant: string;
  customers: number;
  seed: string;
  as?: string;
  quiet?: boolean;
  json?: boolean;
}
