import type { Command } from 'commander';
import { parseId } from './arguments.ts';
import { addCommand, print, table, type Cli } from './cli.ts';
import { findTenant } from './find.ts';

export function addTenant(program: Command, cli: Cli): void {
  const tenant = program.command('tenant').description('tenants 企业');

  addCommand(tenant, 'add', 'make a tenant with its dictionaries, one department and the roles admin, 主管 and 坐席')
    .requiredOption('--code <code>', 'what stands before the bar in 企业代码|工号: letters, digits, ".", "_" and "-"')
    .requiredOption('--name <name>', 'its name')
    .option('--time-zone <zone>', 'IANA name', 'Asia/Shanghai')
    .option('--department <name>', 'name of its department', '总部')
    .option('--id <id>', 'keep this id', parseId)
    .action(async (options: AddOptions) => {
      const { createTenant } = await import('#crm/access/create-tenant.ts');
      const { checkName } = await import('#crm/access/names.ts');
      const department = { name: checkName('department', options.department) };
      await cli.withStore(
        async (store) => {
          const { id } = await store.write((db) =>
            createTenant(db, {
              code: options.code,
              name: options.name,
              timeZone: options.timeZone,
              department,
              ...(options.id === undefined ? {} : { id: options.id }),
            }),
          );
          const made = await findTenant(store, String(id));
          const value = {
            ...made.tenant,
            departments: [...made.departments.values()].map(({ id, name }) => ({ id, name })),
            roles: [...made.roles.values()].map(({ id, name, scope }) => ({ id, name, scope })),
          };
          await print(cli, options, value, `made tenant ${made.tenant.code} with the id ${id}`);
        },
        { existing: false },
      );
    });

  addCommand(tenant, 'list', 'list the tenants').action(async (options: { json?: boolean }) => {
    await cli.withStore(async (store) => {
      const tenants = await store.read((db) =>
        db.sql.selectFrom('tenants').select(['id', 'code', 'name', 'time_zone']).orderBy('id').execute(),
      );
      const value = tenants.map(({ time_zone: timeZone, ...rest }) => ({ ...rest, timeZone }));
      const rows = value.map((one) => [String(one.id), one.code, one.name, one.timeZone]);
      await print(cli, options, value, table(['id', 'code', 'name', 'time zone'], rows));
    });
  });
}

interface AddOptions {
  code: string;
  name: string;
  timeZone: string;
  department: string;
  id?: bigint;
  json?: boolean;
}
