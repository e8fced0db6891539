import type { Command } from 'commander';
import { parseId } from './arguments.ts';
import { addCommand, print, table, type Cli } from './cli.ts';
import { findDepartment, findTenant } from './find.ts';

export function addDepartment(program: Command, cli: Cli): void {
  const department = program.command('department').description('departments 部门');

  addCommand(department, 'add', 'add a department to a tenant')
    .requiredOption('--tenant <tenant>', 'code or id')
    .requiredOption('--name <name>', 'its name')
    .option('--parent <department>', 'name or id of the department above it')
    .option('--id <id>', 'keep this id', parseId)
    .action(async (options: AddOptions) => {
      const { createDepartment } = await import('#crm/access/create-department.ts');
      await cli.withStore(async (store) => {
        const directory = await findTenant(store, options.tenant);
        const parentId = options.parent === undefined ? null : findDepartment(directory, options.parent).id;
        const id = await store.write((db) =>
          createDepartment(db, directory.tenant.id, {
            name: options.name,
            parentId,
            ...(options.id === undefined ? {} : { id: options.id }),
          }),
        );
        const value = { id, tenantId: directory.tenant.id, name: options.name.trim(), parentId };
        await print(cli, options, value, `made department ${value.name} with the id ${id}`);
      });
    });

  addCommand(department, 'list', "list a tenant's departments")
    .requiredOption('--tenant <tenant>', 'code or id')
    .action(async (options: { tenant: string; json?: boolean }) => {
      await cli.withStore(async (store) => {
        const { departments } = await findTenant(store, options.tenant);
        const value = [...departments.values()].map(({ id, name, parentId }) => ({ id, name, parentId }));
        const rows = value.map(({ id, name, parentId }) => [String(id), name, String(parentId ?? '')]);
        await print(cli, options, value, table(['id', 'name', 'parent'], rows));
      });
    });
}

interface AddOptions {
  tenant: string;
  name: string;
  parent?: string;
  id?: bigint;
  json?: boolean;
}
