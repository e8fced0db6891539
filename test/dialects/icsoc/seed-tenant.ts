import { createAgent } from '#crm/access/create-agent.ts';
import { createClient } from '#crm/access/create-client.ts';
import { createDepartment } from '#crm/access/create-department.ts';
import { createRole } from '#crm/access/create-role.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { loadDirectory } from '#crm/access/load-directory.ts';
import { writeDemoOptions } from '#cli/demo/demo-options.ts';
import {
  DEMO_ADMIN,
  DEMO_ROLE_IDS,
  demoAgents,
  demoDepartments,
  demoRoles,
  ROOT_DEPARTMENT,
} from '#cli/demo/demo-people.ts';
import { writeIcsocFields, writeIcsocRecords } from '#cli/demo/icsoc-seed.ts';
import type { TestApp } from '#testing/boot.ts';
import { quickHash } from '#testing/quick-hash.ts';

/** `vcc_id` of the examples. */
export const SEED_TENANT = 90000000n;
const CODE = '6019072501';
const PASSWORD = 'Seed-password-1';

/** The agents of the examples; 8002 is the author of both records. */
export const BOSS_LOGIN = { username: `${CODE}|8002`, password: PASSWORD };
export const OWNER_LOGIN = { username: `${CODE}|1214`, password: PASSWORD };

/** Fills a tenant of its own with what the seed's examples show, and no more; its client acts as 8002. */
export async function fillSeedTenant(at: TestApp): Promise<{ readonly id: bigint; readonly secret: string }> {
  const passwordHash = quickHash(PASSWORD);
  const { store } = at;
  const client = await store.write(async (db) => {
    const { id } = await createTenant(db, {
      id: SEED_TENANT,
      code: CODE,
      name: '示例企业',
      department: ROOT_DEPARTMENT,
      roleIds: DEMO_ROLE_IDS,
    });
    for (const one of demoDepartments.filter((department) => department.id === 39n))
      await createDepartment(db, id, one);
    for (const one of demoRoles.filter((role) => role.id === 1n || role.id === 19n)) await createRole(db, id, one);
    for (const one of demoAgents.filter((agent) => agent.id !== undefined)) {
      await createAgent(db, id, { ...one, passwordHash });
    }
    await writeDemoOptions(db, id);
    const adminId = await createAgent(db, id, { ...DEMO_ADMIN, passwordHash });
    const directory = await loadDirectory(db, id, 0);
    await writeIcsocFields(db, { tenantId: id, directory: directory!, agentId: adminId, via: 'cli', now: 0 });
    return await createClient(db, store.secrets, id, { agentId: 90000172n, name: '示例' });
  });
  const directory = await store.directory(SEED_TENANT);
  await store.write((db) => writeIcsocRecords(db, directory));
  return client;
}
