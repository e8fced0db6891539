import type { Command } from 'commander';
import { addCommand, CommandFailure, print, type Cli } from './cli.ts';

export function addCitus(program: Command, cli: Cli): void {
  addCommand(program, 'citus', "print the statements that distribute the database's tables by tenant with Citus")
    .addHelpText('after', '\nRun them once, on a migrated database with the Citus extension, before it holds much.')
    .action((options: { json?: boolean }) => citus(cli, options));
}

async function citus(cli: Cli, options: { json?: boolean }): Promise<void> {
  const { layoutOf } = await import('#engines/migrations/layout-of.ts');
  const tables = layoutOf();
  const first = tables.find(({ isTenants }) => isTenants)?.name;
  if (first === undefined) throw new CommandFailure('no table is kept by tenant');
  const reference = tables
    .filter(({ isTenants }) => !isTenants)
    .map(({ name }) => `SELECT create_reference_table('${name}');`);
  const distributed = tables
    .filter(({ isTenants }) => isTenants)
    .map(({ name }) => {
      const together = name === first ? '' : `, colocate_with => '${first}'`;
      return `SELECT create_distributed_table('${name}', 'tenant_id'${together});`;
    });
  const statements = ['CREATE EXTENSION IF NOT EXISTS citus;', ...reference, ...distributed];
  await print(cli, options, { statements }, statements.join('\n'));
}
