import { createAgent } from '#crm/access/create-agent.ts';
import { createClient } from '#crm/access/create-client.ts';
import { createDepartment } from '#crm/access/create-department.ts';
import { createRole } from '#crm/access/create-role.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Store, Writer } from '#crm/store.ts';
import { writeBangwo8Companies, writeBangwo8Fields } from './bangwo8-seed.ts';
import { writeCalls, writeMessages, writeTickets } from './demo-activities.ts';
import { writeContracts } from './demo-assets.ts';
import { demoContext } from './demo-context.ts';
import { writeDemoOptions } from './demo-options.ts';
import {
  DEMO_ADMIN,
  DEMO_CLIENT_ID,
  DEMO_ROLE_IDS,
  DEMO_TENANT,
  demoAgents,
  demoDepartments,
  demoRoles,
  ROOT_DEPARTMENT,
} from './demo-people.ts';
import { writeCompanies, writeCustomers, writeFollowUps, writeOpportunities } from './demo-records.ts';
import { writeIcsocFields, writeIcsocRecords } from './icsoc-seed.ts';
import { newDemoSecrets, readDemoSecrets, writeDemoSecrets, type DemoSecrets } from './demo-secrets.ts';
import { writeTtfCustomers, writeTtfFields } from './ttf-seed.ts';

/**
 * Fills the store with the demo tenant in one transaction, so that it is there whole or not at all, unless it is there
 * already. Raises `taken` where another tenant has its code or an id. Answers the secrets that were drawn then.
 * @param password one for every agent, for tests
 */
export async function fillDemo(store: Store, password?: string): Promise<DemoSecrets> {
  const present = await store.read((db) => readDemoSecrets(db, store.secrets));
  if (present !== null) return present;
  const made = newDemoSecrets(password);
  const hashes = await hashAll(made.passwords);
  return await store.write(async (db) => {
    const meanwhile = await readDemoSecrets(db, store.secrets);
    if (meanwhile !== null) return meanwhile;
    await writeTenant(db, store.secrets, made, hashes);
    await writeRecords(db, store.secrets, Date.now());
    await writeDemoSecrets(db, store.secrets, made);
    return made;
  });
}

/** Hashing takes tens of milliseconds each; the same password is hashed once. */
async function hashAll(passwords: DemoSecrets['passwords']): Promise<ReadonlyMap<string, string>> {
  const different = [...new Set(Object.values(passwords))];
  const hashes = await Promise.all(different.map((password) => hashPassword(password)));
  const byPassword = new Map(different.map((password, index) => [password, hashes[index]!]));
  return new Map(Object.entries(passwords).map(([loginNo, password]) => [loginNo, byPassword.get(password)!]));
}

async function writeTenant(
  db: Writer,
  secrets: SecretBox,
  made: DemoSecrets,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const { id } = await createTenant(db, { ...DEMO_TENANT, department: ROOT_DEPARTMENT, roleIds: DEMO_ROLE_IDS });
  for (const department of demoDepartments) await createDepartment(db, id, department);
  for (const role of demoRoles) await createRole(db, id, role);
  const add = (agent: typeof DEMO_ADMIN) => createAgent(db, id, { ...agent, passwordHash: hashes.get(agent.loginNo)! });
  for (const agent of demoAgents) await add(agent);
  const agentId = await add(DEMO_ADMIN);
  await createClient(db, secrets, id, { id: DEMO_CLIENT_ID, agentId, name: '演示', secret: made.clientSecret });
  await writeDemoOptions(db, id);
  await writeTtfFields(db);
  await writeBangwo8Fields(db);
  await writeIcsocFields(db, (await demoContext(db, secrets, 0)).adminAt());
}

async function writeRecords(db: Writer, secrets: SecretBox, now: number): Promise<void> {
  const context = await demoContext(db, secrets, now);
  // First: their ids are low, and a customer's company name makes a company.
  await writeBangwo8Companies(context);
  await writeTtfCustomers(context);
  await writeIcsocRecords(db, context.directory);
  const companies = await writeCompanies(context);
  const customers = await writeCustomers(context, companies);
  const opportunities = await writeOpportunities(context, customers);
  await writeFollowUps(context, customers, opportunities);
  await writeTickets(context, customers);
  await writeCalls(context, customers);
  await writeMessages(context, customers);
  await writeContracts(context, companies, customers);
}
