import type { Command } from 'commander';
import type { Caller, Store, Writer } from '#crm/store.ts';
import { parseId } from './arguments.ts';
import { addCommand, print, type Cli } from './cli.ts';
import { actingAs, findTenant } from './find.ts';

/** `customer restore` and `company restore`. */
export function addRestoreRecord(program: Command, cli: Cli): void {
  for (const [name, description, load] of [
    ['customer', 'customers 客户', async () => (await import('#crm/customers/restore-customer.ts')).restoreCustomer],
    ['company', 'companies 公司', async () => (await import('#crm/companies/restore-company.ts')).restoreCompany],
  ] as const) {
    const record = program.command(name).description(description);
    addCommand(record, 'restore', `bring a deleted ${name} back with what hung on it`)
      .argument('<id>', 'its id', parseId)
      .requiredOption('--tenant <tenant>', 'code or id')
      .option('--as <login>', 'agent in whose name; the first active admin when absent')
      .action(async (id: bigint, options: Options) => {
        const restore = await load();
        await cli.withStore((store) => restoreOne(cli, store, options, name, (db, who) => restore(db, who, id)));
      });
  }
}

async function restoreOne(
  cli: Cli,
  store: Store,
  options: Options,
  name: string,
  restore: (db: Writer, who: Caller) => Promise<{ readonly id: bigint; readonly name: string }>,
): Promise<void> {
  const directory = await findTenant(store, options.tenant);
  const who = await actingAs(store, directory, options.as);
  const { id, name: called } = await store.write((db) => restore(db, who));
  await print(cli, options, { tenantId: who.tenantId, id, name: called }, `${name} ${id} ${called} is back`);
}

interface Options {
  tenant: string;
  as?: string;
  json?: boolean;
}
