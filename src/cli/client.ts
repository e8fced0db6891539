import type { Command } from 'commander';
import { parseCount, parseId } from './arguments.ts';
import { addCommand, print, table, UsageError, type Cli } from './cli.ts';
import { findAgent, findTenant } from './find.ts';

const MOST_CALLS_A_MINUTE = 1_000_000_000;

export function addClient(program: Command, cli: Cli): void {
  const client = program.command('client').description('API clients: what signs calls of the three dialects');
  const rateLimit = parseCount(0, MOST_CALLS_A_MINUTE);

  addCommand(client, 'add', 'add an API client; prints its secret once')
    .requiredOption('--tenant <tenant>', 'code or id')
    .requiredOption('--agent <login>', 'login number of the agent that it acts as')
    .option('--name <name>', 'its name', 'API')
    .option('--rate-limit <n>', 'calls a minute; 0 = no limit', rateLimit)
    .option('--secret <secret>', 'keep this secret instead of a random one, at least 16 characters')
    .option('--id <id>', 'keep this id', parseId)
    .action((options: AddOptions) => add(cli, options));

  addCommand(client, 'list', "list a tenant's API clients, without their secrets")
    .requiredOption('--tenant <tenant>', 'code or id')
    .action((options: TenantOptions) => list(cli, options));

  addCommand(client, 'update', 'change an API client at once; a new secret ends its tokens')
    .argument('<id>', 'its id', parseId)
    .requiredOption('--tenant <tenant>', 'code or id')
    .option('--agent <login>', 'login number of the agent that it acts as')
    .option('--name <name>', 'its name')
    .option('--rate-limit <n>', 'calls a minute; 0 = no limit', rateLimit)
    .option('--new-secret', 'give it a new random secret and print it once')
    .option('--enable', 'let it in again')
    .option('--disable', 'shut it out at once')
    .action((id: bigint, options: UpdateOptions) => update(cli, id, options));
}

async function add(cli: Cli, options: AddOptions): Promise<void> {
  const { createClient } = await import('#crm/access/create-client.ts');
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const agent = findAgent(directory, options.agent);
    const made = await store.write((db) =>
      createClient(db, store.secrets, directory.tenant.id, {
        agentId: agent.id,
        name: options.name,
        rateLimit: limitOf(options.rateLimit) ?? null,
        ...(options.secret === undefined ? {} : { secret: options.secret }),
        ...(options.id === undefined ? {} : { id: options.id }),
      }),
    );
    const value = {
      ...made,
      tenantId: directory.tenant.id,
      agentId: agent.id,
      agentLoginNo: agent.loginNo,
      name: options.name.trim(),
      rateLimit: limitOf(options.rateLimit) ?? null,
    };
    const text = `made client ${made.id}, which acts as ${agent.loginNo}\nsecret (shown once): ${made.secret}`;
    await print(cli, options, value, text);
  });
}

async function list(cli: Cli, options: TenantOptions): Promise<void> {
  const { listClients } = await import('#crm/access/list-clients.ts');
  await cli.withStore(async (store) => {
    const { tenant, agents } = await findTenant(store, options.tenant);
    const clients = await store.read((db) => listClients(db, tenant.id));
    const value = clients.map((one) => ({ ...one, agentLoginNo: agents.get(one.agentId)?.loginNo ?? null }));
    const rows = value.map((one) => [
      String(one.id),
      one.name,
      one.agentLoginNo ?? '',
      one.enabled ? 'yes' : 'no',
      one.rateLimit === null ? 'none' : String(one.rateLimit),
    ]);
    await print(cli, options, value, table(['id', 'name', 'acts as', 'enabled', 'calls a minute'], rows));
  });
}

async function update(cli: Cli, id: bigint, options: UpdateOptions): Promise<void> {
  if (options.enable === true && options.disable === true) throw new UsageError('give --enable or --disable, not both');
  const enabled = options.enable === true ? true : options.disable === true ? false : undefined;
  if (![options.agent, options.name, options.rateLimit, options.newSecret, enabled].some((one) => one !== undefined)) {
    throw new UsageError('give what to change: --agent, --name, --rate-limit, --new-secret, --enable or --disable');
  }
  const { newSecret } = await import('#crm/access/create-client.ts');
  const { updateClient } = await import('#crm/access/update-client.ts');
  const { listClients } = await import('#crm/access/list-clients.ts');
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const { tenant, agents } = directory;
    const secret = options.newSecret === true ? newSecret() : undefined;
    const rateLimit = limitOf(options.rateLimit);
    await store.write((db) =>
      updateClient(db, store.secrets, tenant.id, id, {
        ...(options.agent === undefined ? {} : { agentId: findAgent(directory, options.agent).id }),
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(rateLimit === undefined ? {} : { rateLimit }),
        ...(secret === undefined ? {} : { secret }),
        ...(enabled === undefined ? {} : { enabled }),
      }),
    );
    const one = (await store.read((db) => listClients(db, tenant.id))).find((client) => client.id === id)!;
    const value = {
      ...one,
      agentLoginNo: agents.get(one.agentId)?.loginNo ?? null,
      ...(secret === undefined ? {} : { secret }),
    };
    const shown = secret === undefined ? '' : `\nsecret (shown once): ${secret}`;
    await print(cli, options, value, `client ${id} is ${one.enabled ? 'enabled' : 'disabled'}${shown}`);
  });
}

/** Undefined when nothing was said, null for 0. */
function limitOf(given: number | undefined): number | null | undefined {
  return given === 0 ? null : given;
}

interface TenantOptions {
  tenant: string;
  json?: boolean;
}

interface AddOptions extends TenantOptions {
  agent: string;
  name: string;
  rateLimit?: number;
  secret?: string;
  id?: bigint;
}

interface UpdateOptions extends TenantOptions {
  agent?: string;
  name?: string;
  rateLimit?: number;
  newSecret?: boolean;
  enable?: boolean;
  disable?: boolean;
}
