import { Option, type Command } from 'commander';
import type { Scope } from '#crm/access/directory.ts';
import type { Permission } from '#crm/errors.ts';
import { parseId } from './arguments.ts';
import { addCommand, print, table, type Cli } from './cli.ts';
import { findTenant } from './find.ts';

export function addRole(program: Command, cli: Cli): void {
  const role = program.command('role').description('roles 角色: what agents may see and do');

  addCommand(role, 'add', 'add a role to a tenant')
    .requiredOption('--tenant <tenant>', 'code or id')
    .requiredOption('--name <name>', 'its name')
    .addOption(
      new Option('--scope <scope>', 'whose customers it sees')
        .choices(['own', 'department', 'tree', 'all'])
        .makeOptionMandatory(),
    )
    .option(
      '--permissions <list>',
      'comma list of customer.edit, customer.delete, export, phone.reveal, servicepassword.read, settings.edit',
      'customer.edit',
    )
    .option('--admin', 'an admin: every permission')
    .option('--id <id>', 'keep this id', parseId)
    .action(async (options: AddOptions) => {
      const { createRole } = await import('#crm/access/create-role.ts');
      await cli.withStore(async (store) => {
        const { tenant } = await findTenant(store, options.tenant);
        const id = await store.write((db) =>
          createRole(db, tenant.id, {
            name: options.name,
            scope: options.scope,
            permissions: options.permissions
              .split(',')
              .map((one) => one.trim())
              .filter((one) => one !== '') as Permission[],
            isAdmin: options.admin === true,
            id: options.id,
          }),
        );
        const made = (await store.directory(tenant.id)).roles.get(id)!;
        const value = { ...made, tenantId: tenant.id, permissions: [...made.permissions] };
        await print(cli, options, value, `made role ${made.name} with the id ${id}`);
      });
    });

  addCommand(role, 'list', "list a tenant's roles")
    .requiredOption('--tenant <tenant>', 'code or id')
    .action(async (options: { tenant: string; json?: boolean }) => {
      await cli.withStore(async (store) => {
        const { roles } = await findTenant(store, options.tenant);
        const value = [...roles.values()].map((one) => ({ ...one, permissions: [...one.permissions] }));
        const rows = value.map((one) => [String(one.id), one.name, one.scope, one.permissions.join(',')]);
        await print(cli, options, value, table(['id', 'name', 'scope', 'permissions'], rows));
      });
    });
}

interface AddOptions {
  tenant: string;
  name: string;
  scope: Scope;
  permissions: string;
  admin?: boolean;
  id?: bigint;
  json?: boolean;
}
