import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { createApp } from '#app/app.ts';
import { type Config, readConfig } from '#app/config.ts';
import { fillDemo } from '#cli/demo/fill-demo.ts';
import { startPostgres } from '#testing/postgres-server.ts';
import { createLog } from '#transport/log.ts';
import type { Keys } from '../../bench/keys.ts';
import { type Credentials, get, signIn } from '../../bench/requests.ts';
import type { PairedWorkload } from '../../bench/workload.ts';
import { workloads } from '../../bench/workloads/index.ts';

/** Tables that grow with a tenant: none of them may be read from end to end for a hot request. */
const GROWING =
  'customers|customer_phones|customer_labels|labels|companies|opportunities|follow_ups|tickets|calls|messages|changes|events|' +
  'customers_search|companies_search|companies_listed|opportunities_search|follow_ups_search|tokens|api_clients|remembered_requests';

const PASSWORD = 'Correct-horse-7';

/** So often that a connection of the pool has run each hot statement more than the five times for which it is planned in any case. */
const ASKED = 100;

test('no hot statement reads a growing table, or a whole tenant of it, from end to end, or is planned anew each time', async () => {
  await using server = await startPostgres({ fsync: false });
  const folder = await mkdtemp(join(tmpdir(), 'huiliu-plans-'));
  const admin = postgres(`${server.url}postgres`, { max: 1, onnotice: () => undefined });
  await admin.unsafe('create database plans');
  const config = readConfig({
    HUILIU_PORT: '0',
    HUILIU_DATA: folder,
    HUILIU_DATABASE_URL: `${server.url}plans`,
    HUILIU_KEY: '5a'.repeat(32),
  });
  const credentials = await fillAndSignIn(config);
  await pretendToBeLarge(`${server.url}plans`);
  await admin.unsafe("alter database plans set session_preload_libraries = 'auto_explain'");
  await admin.unsafe('alter database plans set auto_explain.log_min_duration = 0');
  await using app = await createApp(config, { log: createLog('silent') });
  const { baseUrl } = await app.start();
  const seen = server.log.length;
  for (const workload of workloads) {
    if ('measure' in workload) continue;
    for (let i = 0; i < ASKED; i += 1) await ask(baseUrl, workload, credentials);
  }
  for (const [path, query] of companyQuestions) {
    for (let i = 0; i < 6; i += 1) {
      const { path: asked, headers } = get(`/api/v1/${path}.json`, query, credentials.bangwo8);
      assert.equal((await fetch(baseUrl + asked, { headers })).status, 200);
    }
  }
  for (const [path, query] of icsocLists) {
    for (let i = 0; i < 6; i += 1) {
      const { path: asked, headers } = get(`/openapi/v1/${path}`, query, credentials.icsoc);
      assert.equal((await fetch(baseUrl + asked, { headers })).status, 200);
    }
  }
  await delay(200);
  const plans = server.log
    .slice(seen)
    .join('')
    .split(/(?=LOG: {2}duration: [\d.]+ ms {2}plan:)/);
  assert.ok(plans.length > 50, 'the plans were logged');
  assert.deepEqual(plans.filter(readsWhole), []);
  // A list is read off its index: once for the count, once for the page.
  const ofLists = plans.filter((plan) => plan.includes('companies_listed'));
  assert.ok(ofLists.length >= 6);
  for (const plan of ofLists) assert.match(plan, /Index Only Scan (Backward )?using companies_listed_pkey/);
  assert.deepEqual(plannedEachTime(plans), []);
  await admin.end();
  await rm(folder, { recursive: true, force: true });
});

/** Texts of one, two and more characters, clients and times, alone and together, in several orders. */
const icsocLists: readonly (readonly [path: string, query: Readonly<Record<string, string>>])[] = [
  ['followupRecord/followupRecords', {}],
  ['followupRecord/followupRecords', { sort: 'record_type', order: 'asc' }],
  ['followupRecord/followupRecords', { record_content_name: '客' }],
  ['followupRecord/followupRecords', { record_content_name: '客户' }],
  ['followupRecord/followupRecords', { record_content_name: '客户表示需要' }],
  [
    'followupRecord/followupRecords',
    { record_content_name: '客户', create_time: '2024-02-01', create_time_end: '2024-02-02' },
  ],
  ['followupRecord/followupRecords', { record_content_name: '客户', cle_name: '测试' }],
  ['followupRecord/followupRecords', { record_content_name: '客户', record_type: '37', create_user_id: '1' }],
  ['followupRecord/followupRecords', { cle_name: '测试' }],
  ['followupRecord/followupRecords', { cle_name: '测试', create_time: '2024-02-01' }],
  ['followupRecord/followupRecords', { cle_phone: '13000000001' }],
  ['followupRecord/followupRecords', { cle_phone: '13000000001', sort: 'update_time' }],
  ['followupRecord/followupRecords', { create_time: '2024-02-01', create_time_end: '2024-02-02' }],
  ['followupRecord/followupRecords', { create_user_id: '1', create_time: '2024-02-01' }],
  ['opportunity/opportunities', {}],
  ['opportunity/opportunities', { opty_name: '天津' }],
  ['opportunity/opportunities', { cle_name: '测试', sort: 'update_time' }],
  ['opportunity/opportunities', { cle_phone: '13000000001' }],
];

async function fillAndSignIn(config: Config): Promise<Credentials> {
  await using app = await createApp(config, { log: createLog('silent') });
  const { clientSecret } = await fillDemo(app.store, PASSWORD);
  const { baseUrl } = await app.start();
  const client = { id: '2020158', secret: clientSecret };
  return await signIn({ client, tenantCode: 'demo', agent: { loginNo: 'admin', password: PASSWORD } }, baseUrl);
}

/** The planner takes the growing tables for a million rows each; what their columns hold is as in the demo. */
async function pretendToBeLarge(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql.unsafe('analyze');
  await sql.unsafe(
    `update pg_class set reltuples = 1e6 where relkind in ('r', 'i') and relname ~ '^(${GROWING})(_|$)'`,
  );
  // The program itself goes through few records sooner than through many customers.
  await sql.unsafe("update record_counts set n = 1000000 where name in ('customers', 'follow_ups', 'opportunities')");
  await sql.end();
}

const SCAN = new RegExp(`(Seq|Index|Index Only|Bitmap Heap) Scan .*?on (${GROWING})\\b`);
/** Conditions that leave a whole tenant: its id, and flags that nearly all rows share. */
const TENANT_ONLY = /^\(*(\w+\.)?tenant_id = '?\d+'?(::bigint)?\)*( AND \(?(\w+\.)?visible = '?1'?(::bigint)?\)*)?$/;

/**
 * Whether a plan reads a growing table in sequence, or through an index by the tenant alone. The latter is how a list is
 * walked in its order, so it is fine where a LIMIT ends it.
 */
function readsWhole(plan: string): boolean {
  let limitDepth = Number.POSITIVE_INFINITY;
  let inGrowing = false;
  for (const line of plan.split('\n')) {
    const depth = line.search(/\S/);
    if (depth <= limitDepth) limitDepth = Number.POSITIVE_INFINITY;
    if (/^\s*(->\s*)?Limit\b/.test(line)) limitDepth = depth;
    const scan = SCAN.exec(line);
    if (/ Scan /.test(line)) inGrowing = scan !== null;
    if (scan?.[1] === 'Seq') return true;
    const condition = /Index Cond: (.*)$/.exec(line)?.[1];
    if (inGrowing && condition !== undefined && TENANT_ONLY.test(condition) && depth <= limitDepth) return true;
  }
  return false;
}

/** The statements of workloads that no connection ever planned for any values: making such a plan takes longer than most of them run. */
function plannedEachTime(plans: readonly string[]): string[] {
  const byStatement = Map.groupBy(plans, (plan) => /Query Text: (.*)/.exec(plan)?.[1] ?? '');
  const hot = [...byStatement].filter(
    ([statement, all]) => all.length >= ASKED && statement.includes('$1') && conditionsOf(all[0]!) !== '',
  );
  assert.ok(hot.length >= 10, 'the hot statements were logged');
  return hot.flatMap(([statement, all]) => (all.some((plan) => /\$\d/.test(conditionsOf(plan))) ? [] : [statement]));
}

/** Where the values stand, or the places of values. */
function conditionsOf(plan: string): string {
  return (plan.match(/^\s*(Index Cond|Recheck Cond|Filter): .*$/gm) ?? []).join('\n');
}

async function ask(baseUrl: string, workload: PairedWorkload, credentials: Credentials): Promise<void> {
  const { method = 'GET', path, headers = {}, body } = workload.huiliu(keys, credentials)();
  const answer = await fetch(baseUrl + path, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: body ?? null,
  });
  const text = await answer.text();
  assert.ok(workload.huiliuIsRight(text), `${workload.id}: ${text.slice(0, 200)}`);
}

const companyQuestions: readonly (readonly [path: string, query: Readonly<Record<string, string>>])[] = [
  ['companies', {}],
  ['companies', { created_order: 'desc', created_start: '2019-01-01', created_end: '2019-01-02' }],
  ['companies', { updated_order: 'desc', deStat: '1', page: '2', per_page: '1' }],
  ['companies/search', { query: 'companyName:万维' }],
  ['companies/search', { query: 'companyName:万维', deStat: '1' }],
  ['companies/search', { query: 'companyName:万维 updateDT>2020-01-01', sort_by: 'updateDT' }],
  ['companies/search', { query: 'companyName:万 createDT>2020-01-01' }],
  ['companies/search', { query: '有限公司 createDT:2026-11' }],
  ['companies/search', { query: 'serviceaccount:a' }],
];

/** Of the demo tenant. */
const keys: Keys = {
  phones: ['13000000001'],
  nameParts: ['测试'],
  companyParts: ['万维'],
  types: [{ id: '1', name: '潜在客户' }],
  sources: [{ id: '3', name: '京东' }],
  followedCustomers: ['6470844909275561985'],
  customers: ['6470844909275561985', '1'],
  followUpType: '36',
  companyDay: '2001-01-01',
};
