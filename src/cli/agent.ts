import type { Command } from 'commander';
import { collect, parseId } from './arguments.ts';
import { addCommand, print, table, type Cli } from './cli.ts';
import { findAgent, findDepartment, findRole, findTenant } from './find.ts';
import { readPassword } from './read-password.ts';

export function addAgent(program: Command, cli: Cli): void {
  const agent = program.command('agent').description('agents 坐席: people who sign in');

  addCommand(agent, 'add', 'add an agent; prints its password once unless one is given')
    .requiredOption('--tenant <tenant>', 'code or id')
    .requiredOption(
      '--login <number>',
      'login number 工号, unique in the tenant; without blanks, bars, colons and commas',
    )
    .requiredOption('--name <name>', 'name')
    .requiredOption('--department <department>', 'name or id of the main department')
    .requiredOption('--role <role>', 'name or id, e.g. admin, 主管, 坐席')
    .option('--also-in <department>', 'a further department; may be repeated', collect)
    .option('--password-stdin', 'read the password from standard input')
    .option('--id <id>', 'keep this id', parseId)
    .action((options: AddOptions) => add(cli, options));

  addCommand(agent, 'list', "list a tenant's agents")
    .requiredOption('--tenant <tenant>', 'code or id')
    .action((options: TenantOptions) => list(cli, options));

  addCommand(agent, 'password', 'give an agent a new password and end its sessions; prints it unless one is given')
    .requiredOption('--tenant <tenant>', 'code or id')
    .requiredOption('--login <number>', 'login number')
    .option('--password-stdin', 'read the password from standard input')
    .action((options: OneOptions) => resetPassword(cli, options));

  for (const [name, state, description] of [
    ['disable', 'disabled', 'shut an agent out at once'],
    ['enable', 'active', 'let a disabled agent in again'],
  ] as const) {
    addCommand(agent, name, description)
      .requiredOption('--tenant <tenant>', 'code or id')
      .requiredOption('--login <number>', 'login number')
      .action((options: OneOptions) => setState(cli, options, state));
  }
}

async function add(cli: Cli, options: AddOptions): Promise<void> {
  const { createAgent } = await import('#crm/access/create-agent.ts');
  const { checkPassword, generatePassword, hashPassword } = await import('#crm/access/passwords.ts');
  const given = options.passwordStdin === true ? await readPassword() : undefined;
  if (given !== undefined) checkPassword(given, [options.login, options.name]);
  const password = given ?? generatePassword();
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const department = findDepartment(directory, options.department);
    const role = findRole(directory, options.role);
    const departmentIds = (options.alsoIn ?? []).map((name) => findDepartment(directory, name).id);
    const passwordHash = await hashPassword(password);
    const id = await store.write((db) =>
      createAgent(db, directory.tenant.id, {
        loginNo: options.login,
        name: options.name,
        passwordHash,
        roleId: role.id,
        departmentId: department.id,
        departmentIds,
        ...(options.id === undefined ? {} : { id: options.id }),
      }),
    );
    const value = {
      id,
      tenantId: directory.tenant.id,
      loginNo: options.login,
      name: options.name.trim(),
      departmentId: department.id,
      role: role.name,
      scope: role.scope,
      ...(given === undefined ? { password } : {}),
    };
    const shown = given === undefined ? `\npassword (shown once): ${password}` : '';
    await print(cli, options, value, `made agent ${value.loginNo} ${value.name} with the id ${id}${shown}`);
  });
}

async function list(cli: Cli, options: TenantOptions): Promise<void> {
  await cli.withStore(async (store) => {
    const { agents, roles } = await findTenant(store, options.tenant);
    const value = [...agents.values()].map(({ departmentIds, roleId, createdAt: _createdAt, ...one }) => ({
      ...one,
      departmentIds: [...departmentIds],
      role: roles.get(roleId)?.name ?? null,
      scope: roles.get(roleId)?.scope ?? null,
    }));
    const rows = value.map((one) => [
      String(one.id),
      one.loginNo,
      one.name,
      String(one.departmentId),
      one.role ?? '',
      one.scope ?? '',
      one.state,
    ]);
    await print(cli, options, value, table(['id', 'login', 'name', 'department', 'role', 'scope', 'state'], rows));
  });
}

async function resetPassword(cli: Cli, options: OneOptions): Promise<void> {
  const { updateAgent } = await import('#crm/access/update-agent.ts');
  const { checkPassword, generatePassword, hashPassword } = await import('#crm/access/passwords.ts');
  const given = options.passwordStdin === true ? await readPassword() : undefined;
  await cli.withStore(async (store) => {
    const { tenant, ...directory } = await findTenant(store, options.tenant);
    const agent = findAgent({ tenant, ...directory }, options.login);
    if (given !== undefined) checkPassword(given, [agent.loginNo, agent.name]);
    const password = given ?? generatePassword();
    const passwordHash = await hashPassword(password);
    await store.write((db) => updateAgent(db, tenant.id, agent.id, { passwordHash }));
    const value = { id: agent.id, loginNo: agent.loginNo, ...(given === undefined ? { password } : {}) };
    const shown = given === undefined ? `\npassword (shown once): ${password}` : '';
    await print(cli, options, value, `agent ${agent.loginNo} has a new password${shown}`);
  });
}

async function setState(cli: Cli, options: OneOptions, state: 'active' | 'disabled'): Promise<void> {
  const { updateAgent } = await import('#crm/access/update-agent.ts');
  await cli.withStore(async (store) => {
    const directory = await findTenant(store, options.tenant);
    const agent = findAgent(directory, options.login);
    await store.write((db) => updateAgent(db, directory.tenant.id, agent.id, { state }));
    await print(cli, options, { id: agent.id, loginNo: agent.loginNo, state }, `agent ${agent.loginNo} is ${state}`);
  });
}

interface TenantOptions {
  tenant: string;
  json?: boolean;
}

interface OneOptions extends TenantOptions {
  login: string;
  passwordStdin?: boolean;
}

interface AddOptions extends OneOptions {
  name: string;
  department: string;
  role: string;
  alsoIn?: string[];
  id?: bigint;
}
