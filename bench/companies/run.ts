import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import postgres from 'postgres';
import { callerFor } from '#crm/access/caller-for.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { firmAt } from '#cli/generate/firms.ts';
import { bulkCreateNamedCompanies } from '#crm/companies/bulk-create-named-companies.ts';
import type { CompanyCondition } from '#crm/companies/company-filter.ts';
import { pageCompanies } from '#crm/companies/page-companies.ts';
import type { Caller, Store } from '#crm/store.ts';
import { engineNames, type EngineName } from '#testing/engines.ts';
import { startPostgres } from '#testing/postgres-server.ts';

/**
 * How long a page of a company search takes in process, with its exact count: `node bench/companies/run.ts [companies] [engine]`.
 * The store is made once and kept in bench/stores.
 */
const companies = Number(process.argv[2] ?? 100_000);
const engines = process.argv[3] === undefined ? engineNames : [process.argv[3] as EngineName];
const stores = join(import.meta.dirname, '..', 'stores');
const START = Date.UTC(2024, 0, 1);
const END = Date.UTC(2026, 0, 1);
const CHUNK = 500;
const ROUNDS = 60;

for (const name of engines) {
  const folder = join(stores, `companies-${name}-${companies}`);
  await mkdir(folder, { recursive: true });
  await using server = name === 'postgres' ? await startPostgres({ keepIn: join(folder, 'server') }) : undefined;
  const env = { HUILIU_DATA: folder, HUILIU_KEY: '5a'.repeat(32) };
  const databaseUrl = server && `${server.url}companies`;
  const ready = join(folder, 'ready.json');
  const isNew = !existsSync(ready);
  if (isNew) await makeEmpty(folder, server?.url);
  const store = await openStore(readConfig({ ...env, HUILIU_DATABASE_URL: databaseUrl }));
  await using _engine = store.engine;
  if (isNew) {
    const facts = await fill(store, name);
    if (databaseUrl !== undefined) await settle(databaseUrl);
    await writeFile(ready, JSON.stringify(facts));
  }
  const { tenantId, agentId } = JSON.parse(await readFile(ready, 'utf8')) as { tenantId: string; agentId: string };
  await measure(store, await callerFor(store, BigInt(tenantId), BigInt(agentId), 'cli'), name);
}

async function makeEmpty(folder: string, url: string | undefined): Promise<void> {
  await rm(join(folder, 'huiliu.db'), { force: true });
  if (url === undefined) return;
  const admin = postgres(`${url}postgres`, { max: 1, onnotice: () => undefined });
  await admin.unsafe('drop database if exists companies');
  await admin.unsafe('create database companies');
  await admin.end();
}

/** What the server's autovacuum does by itself within minutes. */
async function settle(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql.unsafe('vacuum analyze');
  await sql.end();
}

async function fill(store: Store, name: string): Promise<{ tenantId: string; agentId: string }> {
  const passwordHash = await hashPassword('Correct-horse-7');
  const { tenant, agentId } = await store.write(async (db) => {
    const made = await createTenant(db, { code: 'bench', name: '测量' });
    const agent = { loginNo: 'admin', name: '管理员', passwordHash, roleId: made.roleIds.admin };
    return { tenant: made, agentId: await createAgent(db, made.id, { ...agent, departmentId: made.departmentId }) };
  });
  const who = await callerFor(store, tenant.id, agentId, 'cli');
  const started = performance.now();
  for (let from = 0; from < companies; from += CHUNK) {
    const names = Array.from({ length: Math.min(CHUNK, companies - from) }, (_unused, i) => firmAt(7, from + i).name);
    const now = START + Math.floor(((END - START) * from) / companies);
    await store.write((db) => bulkCreateNamedCompanies(db, { ...who, now }, names));
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name}: ${companies} companies in ${seconds.toFixed(1)} s (${Math.round(companies / seconds)}/s)`);
  return { tenantId: String(tenant.id), agentId: String(agentId) };
}

async function measure(store: Store, who: Caller, name: string): Promise<void> {
  const named = (text: string): CompanyCondition => ({ kind: 'name', text });
  const since = (kind: 'created' | 'updated', share: number): CompanyCondition => ({
    kind,
    from: START + Math.floor((END - START) * share),
  });
  const newest = { limit: 20, order: [{ by: 'created_at', direction: 'desc' }] } as const;
  const changed = { limit: 20, order: [{ by: 'updated_at', direction: 'desc' }] } as const;
  const oldest = { limit: 100, order: [] };
  const questions: readonly (readonly [string, CompanyCondition[], typeof newest | typeof changed | typeof oldest])[] =
    [
      ['all, by id', [], oldest],
      ['created in the last tenth', [since('created', 0.9)], newest],
      ['中源, created in the later half', [named('中源'), since('created', 0.5)], newest],
      ['源科, created in the later half', [named('源科'), since('created', 0.5)], newest],
      ['旅游, created in the later half', [named('旅游'), since('created', 0.5)], newest],
      ['旅游, created in the last hundredth', [named('旅游'), since('created', 0.99)], newest],
      ['旅游, changed in the later half', [named('旅游'), since('updated', 0.5)], changed],
      ['旅游', [named('旅游')], newest],
      ['北京', [named('北京')], newest],
      ['科技', [named('科技')], newest],
      ['科技, created in the later half', [named('科技'), since('created', 0.5)], newest],
      ['中源科技 (few)', [named('中源科技')], newest],
      ['源科技有 (few)', [named('源科技有')], newest],
      ['信息技术 (a thirtieth)', [named('信息技术')], newest],
      ['有限公司 (three quarters)', [named('有限公司')], newest],
      ['有限公司, created in the later half', [named('有限公司'), since('created', 0.5)], newest],
      ['公司 (all)', [named('公司')], newest],
    ];
  for (const [title, conditions, page] of questions) {
    const times: number[] = [];
    const processor = process.cpuUsage();
    let count = 0;
    const started = performance.now();
    while (times.length < ROUNDS && performance.now() - started < 4000) {
      const from = performance.now();
      count = (await store.read((db) => pageCompanies(db, who, { conditions }, page))).count;
      times.push(performance.now() - from);
    }
    const { user, system } = process.cpuUsage(processor);
    const ordered = times.toSorted((a, b) => a - b);
    const at = (share: number) => ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))]!;
    const figures = [at(0.5), at(0.99), (user + system) / 1000 / times.length];
    const [median, worst, own] = figures.map((ms) => ms.toFixed(2).padStart(8)) as [string, string, string];
    console.log(
      `${name.padEnd(8)} ${median} ms, p99 ${worst}, own ${own}  ${String(count).padStart(7)} hits  ${title}`,
    );
  }
}
