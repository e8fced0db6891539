import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { createAgent } from '#crm/access/create-agent.ts';
import { createClient } from '#crm/access/create-client.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { type PostgresServer, startPostgres } from '#testing/postgres-server.ts';

export type EngineName = 'sqlite' | 'postgres';

/** A filled store that servers can be started on. */
export interface BenchStore extends AsyncDisposable {
  readonly engine: EngineName;
  readonly customers: number;
  /** What a server needs to serve it. */
  readonly env: Readonly<Record<string, string>>;
  readonly tenantId: string;
  readonly tenantCode: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly agent: { readonly loginNo: string; readonly password: string };
}

type Facts = Pick<BenchStore, 'tenantId' | 'tenantCode' | 'client' | 'agent'>;

const KEY = '5a'.repeat(32);
const PASSWORD = 'Correct-horse-7';
const stores = join(import.meta.dirname, 'stores');
const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** A private copy of the generated store of that size, which is made once and kept in bench/stores. */
export async function openBenchStore(engine: EngineName, customers: number): Promise<BenchStore> {
  return engine === 'sqlite' ? copyOfFile(customers) : copyOfDatabase(customers);
}

async function copyOfFile(customers: number): Promise<BenchStore> {
  const kept = join(stores, `sqlite-${customers}`);
  if (!existsSync(join(kept, 'facts.json'))) {
    await rm(kept, { recursive: true, force: true });
    await fill(kept, { HUILIU_DATA: kept, HUILIU_KEY: KEY }, customers);
  }
  const copy = await mkdtemp(join(tmpdir(), 'huiliu-bench-'));
  await cp(kept, copy, { recursive: true });
  return {
    engine: 'sqlite',
    customers,
    env: { HUILIU_DATA: copy, HUILIU_KEY: KEY },
    ...(await factsOf(kept)),
    [Symbol.asyncDispose]: () => rm(copy, { recursive: true, force: true }),
  };
}

let server: PostgresServer | undefined;

async function copyOfDatabase(customers: number): Promise<BenchStore> {
  await mkdir(stores, { recursive: true });
  server ??= await startPostgres({ keepIn: join(stores, 'postgres') });
  const kept = `kept_${customers}`;
  const folder = join(stores, `postgres-${customers}`);
  const admin = postgres(`${server.url}postgres`, { max: 1, onnotice: () => undefined });
  if (!existsSync(join(folder, 'facts.json'))) {
    await admin.unsafe(`drop database if exists ${kept} with (force)`);
    await admin.unsafe(`create database ${kept}`);
    await fill(folder, { HUILIU_DATA: folder, HUILIU_KEY: KEY, HUILIU_DATABASE_URL: server.url + kept }, customers);
    const filled = postgres(server.url + kept, { max: 1, onnotice: () => undefined });
    await filled.unsafe('vacuum analyze');
    await filled.end();
  }
  const name = `bench_${Date.now()}`;
  await admin.unsafe(`create database ${name} template ${kept} strategy file_copy`);
  return {
    engine: 'postgres',
    customers,
    env: { HUILIU_DATA: folder, HUILIU_KEY: KEY, HUILIU_DATABASE_URL: server.url + name },
    ...(await factsOf(folder)),
    async [Symbol.asyncDispose]() {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Stops the PostgreSQL server, if one was started; its stores stay on disk. */
export async function stopDatabases(): Promise<void> {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
}

async function factsOf(folder: string): Promise<Facts> {
  return JSON.parse(await readFile(join(folder, 'facts.json'), 'utf8')) as Facts;
}

async function fill(folder: string, env: Readonly<Record<string, string>>, customers: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const facts = await makeTenant(env);
  process.stderr.write(`filling ${folder} with ${customers} customers …\n`);
  await run(
    process.execPath,
    [
      join(root, 'bin', 'huiliu.js'),
      'generate',
      '--tenant',
      facts.tenantCode,
      '--customers',
      String(customers),
      '--seed',
      '1',
    ],
    { env: { PATH: process.env['PATH'], ...env }, maxBuffer: 1 << 26 },
  );
  await writeFile(join(folder, 'facts.json'), JSON.stringify(facts));
}

async function makeTenant(env: Readonly<Record<string, string>>): Promise<Facts> {
  const store = await openStore(readConfig(env));
  try {
    const passwordHash = await hashPassword(PASSWORD);
    return await store.write(async (db) => {
      const tenant = await createTenant(db, { code: 'bench', name: '压测企业' });
      const agent = { name: '管理员', passwordHash, roleId: tenant.roleIds.admin, departmentId: tenant.departmentId };
      const agentId = await createAgent(db, tenant.id, { loginNo: 'admin', ...agent });
      const client = await createClient(db, store.secrets, tenant.id, { agentId, name: 'bench' });
      return {
        tenantId: String(tenant.id),
        tenantCode: 'bench',
        client: { id: String(client.id), secret: client.secret },
        agent: { loginNo: 'admin', password: PASSWORD },
      };
    });
  } finally {
    await store.engine[Symbol.asyncDispose]();
  }
}
