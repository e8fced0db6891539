import type { Agent, Department, Directory, Role } from '#crm/access/directory.ts';
import { callerFor } from '#crm/access/caller-for.ts';
import type { Caller, Store } from '#crm/store.ts';
import { CommandFailure } from './cli.ts';

/** The tenant of a code or id; a code wins. */
export async function findTenant(store: Store, codeOrId: string): Promise<Directory> {
  const id = await store.read(async (db) => {
    const byCode = await db.sql.selectFrom('tenants').select('id').where('code', '=', codeOrId).executeTakeFirst();
    if (byCode !== undefined) return byCode.id;
    if (!isId(codeOrId)) return undefined;
    const byId = await db.sql.selectFrom('tenants').select('id').where('id', '=', BigInt(codeOrId)).executeTakeFirst();
    return byId?.id;
  });
  if (id === undefined)
    throw new CommandFailure(`no tenant has the code or id ${codeOrId}: "huiliu tenant list" shows them`);
  return await store.directory(id);
}

/** The department of an id or name; the id wins, and a name must be one department's only. */
export function findDepartment(directory: Directory, nameOrId: string): Department {
  return findOne('department', directory.departments, nameOrId);
}

/** The role of an id or name. */
export function findRole(directory: Directory, nameOrId: string): Role {
  return findOne('role', directory.roles, nameOrId);
}

/** The agent of a login number. */
export function findAgent(directory: Directory, loginNo: string): Agent {
  const agent = directory.agentsByLogin.get(loginNo.toLowerCase());
  if (agent === undefined)
    throw new CommandFailure(`no agent has the login number ${loginNo}: "huiliu agent list" shows them`);
  return agent;
}

/** Who a command acts as: the named agent, else the tenant's first active admin. */
export async function actingAs(store: Store, directory: Directory, loginNo: string | undefined): Promise<Caller> {
  const agent = loginNo === undefined ? firstAdmin(directory) : findAgent(directory, loginNo);
  return await callerFor(store, directory.tenant.id, agent.id, 'cli');
}

function firstAdmin(directory: Directory): Agent {
  const admins = [...directory.agents.values()]
    .filter((agent) => agent.state === 'active' && directory.roles.get(agent.roleId)?.isAdmin === true)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (admins[0] === undefined) {
    throw new CommandFailure(
      'the tenant has no active admin to act as: add one with "agent add --role admin", or name an agent with --as',
    );
  }
  return admins[0];
}

function findOne<T extends { readonly id: bigint; readonly name: string }>(
  what: string,
  all: ReadonlyMap<bigint, T>,
  nameOrId: string,
): T {
  const byId = isId(nameOrId) ? all.get(BigInt(nameOrId)) : undefined;
  if (byId !== undefined) return byId;
  const named = [...all.values()].filter(({ name }) => name === nameOrId);
  if (named.length > 1) throw new CommandFailure(`${named.length} ${what}s have the name ${nameOrId}: give the id`);
  if (named[0] === undefined)
    throw new CommandFailure(`no ${what} has the name or id ${nameOrId}: "huiliu ${what} list" shows them`);
  return named[0];
}

function isId(text: string): boolean {
  return /^\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n;
}
