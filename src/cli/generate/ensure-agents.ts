import { randomBytes } from 'node:crypto';
import type { Directory } from '#crm/access/directory.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import type { Store } from '#crm/store.ts';
import { CommandFailure } from '#cli/cli.ts';
import { personName } from './people.ts';
import { randomOf } from './random.ts';

const LOGINS = ['G001', 'G002', 'G003', 'G004', 'G005'];

/**
 * A tenant without any active agent gets five that can own customers, the first an admin, with passwords that nobody knows:
 * `agent password` gives one. Answers their login numbers; none when the tenant has agents.
 */
export async function ensureAgents(store: Store, directory: Directory, seed: string): Promise<string[]> {
  if ([...directory.agents.values()].some((agent) => agent.state === 'active')) return [];
  const admin = [...directory.roles.values()].find((role) => role.isAdmin);
  const sales = [...directory.roles.values()].find((role) => !role.isAdmin && role.scope === 'own') ?? admin;
  const [department] = directory.departments.values();
  if (admin === undefined || sales === undefined || department === undefined) {
    throw new CommandFailure(
      'the tenant has no agent, and no admin role and department to make one: add an agent first',
    );
  }
  const passwordHash = await hashPassword(randomBytes(32).toString('base64'));
  await store.write(async (db) => {
    for (const [index, loginNo] of LOGINS.entries()) {
      await createAgent(db, directory.tenant.id, {
        loginNo,
        name: personName(randomOf(`${seed} agents`, index)),
        passwordHash,
        roleId: index === 0 ? admin.id : sales.id,
        departmentId: department.id,
      });
    }
  });
  return LOGINS;
}
