import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import postgres from 'postgres';
import { readConfig } from '#app/config.ts';
import { openStore } from '#app/open-store.ts';
import { callerFor } from '#crm/access/caller-for.ts';
import { fold } from '#crm/search/fold.ts';
import { queryGrams } from '#crm/search/grams.ts';
import type { FollowUpFilter } from '#crm/follow-ups/follow-up-filter.ts';
import { type FollowUpPage, listFollowUps } from '#crm/follow-ups/list-follow-ups.ts';
import type { Caller, Store } from '#crm/store.ts';
import { startPostgres } from '#testing/postgres-server.ts';
import { fill, WORDS } from './fill.ts';

/** How long a page of follow-ups takes through each filter: `node bench/follow-up-lists/run.ts [follow-ups] [engine] [only]`. */
const followUps = Number(process.argv[2] ?? 100_000);
const engine = process.argv[3] ?? 'sqlite';
const only = process.argv[4] ?? '';
const ROUNDS = Number(process.env['ROUNDS'] ?? 40);

const folder = join(import.meta.dirname, '..', 'stores', `follow-ups-${engine}-${followUps}`);
const facts = join(folder, 'facts.json');
const isFilled = existsSync(facts);
await mkdir(folder, { recursive: true });
await using server = engine === 'postgres' ? await startPostgres({ keepIn: join(folder, 'postgres') }) : undefined;
const database = server === undefined ? undefined : `${server.url}postgres`;
const store = await openStore(
  readConfig({ HUILIU_DATA: folder, HUILIU_DATABASE_URL: database, HUILIU_KEY: '5a'.repeat(32) }),
);
await using _engine = store.engine;
if (!isFilled) {
  const startedAt = performance.now();
  const { tenantId, adminId, ownId } = await fill(store, followUps);
  await writeFile(facts, JSON.stringify({ tenantId: `${tenantId}`, adminId: `${adminId}`, ownId: `${ownId}` }));
  if (database !== undefined) await settle(database);
  console.log(`${followUps} follow-ups written in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}
const made = JSON.parse(await readFile(facts, 'utf8')) as Record<'tenantId' | 'adminId' | 'ownId', string>;
const admin = await callerFor(store, BigInt(made.tenantId), BigInt(made.adminId), 'cli');
await measure(store, admin);

/** What the server's autovacuum does by itself within minutes. */
async function settle(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql.unsafe('vacuum analyze');
  await sql.end();
}

async function measure(store: Store, who: Caller): Promise<void> {
  const own = await callerFor(store, BigInt(made.tenantId), BigInt(made.ownId), 'cli');
  const words: string[] = [];
  for (const most of [20_000, 10_000, 4000, 1000]) {
    for (const length of [2, 3, 4]) words.push(await wordOf(store, who, length, most));
  }
  const [customer] = await store.read((db) =>
    db.sql
      .selectFrom('customers')
      .select(['id', 'name'])
      .where('tenant_id', '=', who.tenantId)
      .orderBy('follow_up_count', 'desc')
      .limit(1)
      .execute(),
  );
  const phone = await store.read((db) =>
    db.sql
      .selectFrom('customer_phones')
      .select('number')
      .where('tenant_id', '=', who.tenantId)
      .where('customer_id', '=', customer!.id)
      .executeTakeFirstOrThrow(),
  );
  const end = Date.UTC(2024, 0, 1, 1) + 540 * 86_400_000;
  const last = (share: number) => ({ createdFrom: Math.floor(end - share * 540 * 86_400_000) });
  const types = who.directory.options.get('follow_up_type')!.all.map((option) => option.id);
  const agents = [...who.directory.agents.keys()];
  const questions: [string, FollowUpFilter, Partial<FollowUpPage>?, Caller?][] = [
    ['all', {}],
    ['all, by type', {}, { sort: 'type' }],
    ['one customer', { customerId: customer!.id }],
    ['one customer, since half', { customerId: customer!.id, ...last(0.5) }],
    ['phone', { customerNumber: phone.number }],
    ['name part (surname)', { customerNameContains: customer!.name.slice(0, 1) }],
    ['name part 2', { customerNameContains: customer!.name.slice(0, 2) }],
    ['name part 2, last 10 %', { customerNameContains: customer!.name.slice(0, 2), ...last(0.1) }],
    ['surname, last 10 %', { customerNameContains: customer!.name.slice(0, 1), ...last(0.1) }],
    ['surname, by update', { customerNameContains: customer!.name.slice(0, 1) }, { sort: 'updated' }],
    ['name whole', { customerNameContains: customer!.name }],
    ['id part', { customerIdContains: '777' }],
    ['last 2 %', last(0.02)],
    ['last 2 %, type', { ...last(0.02), typeId: types[0]! }],
    ['last 10 %, author', { ...last(0.1), createdByAgentId: agents[3]! }],
    ['last 10 %, author, type', { ...last(0.1), createdByAgentId: agents[3]!, typeId: types[0]! }],
    ['author', { createdByAgentId: agents[3]! }],
    ['type', { typeId: types[0]! }],
    ...words.map((word): [string, FollowUpFilter] => [`content ${word}`, { contentContains: word }]),
    [`content of two words`, { contentContains: words[1]! + words[2]! }],
    [`content ${words[1]}, last 10 %`, { contentContains: words[1]!, ...last(0.1) }],
    [`content ${words[0]}, last 10 %`, { contentContains: words[0]!, ...last(0.1) }],
    [`content ${words[1]}, type`, { contentContains: words[1]!, typeId: types[0]! }],
    [`content ${words[1]}, by update`, { contentContains: words[1]! }, { sort: 'updated' }],
    [`content ${words[1]}, surname`, { contentContains: words[1]!, customerNameContains: customer!.name.slice(0, 1) }],
    [`content ${WORDS[0]} (common), last 0.1 %`, { contentContains: WORDS[0]!, ...last(0.001) }],
    [
      `content ${WORDS[0]} (common), name part 2`,
      { contentContains: WORDS[0]!, customerNameContains: customer!.name.slice(0, 2) },
    ],
    [`content 订单号12`, { contentContains: '订单号12' }],
    [`content 123`, { contentContains: '123' }],
    [`content 1234`, { contentContains: '1234' }],
    [`content none`, { contentContains: '没有这样的话' }],
    ['own: all', {}, {}, own],
    ['own: last 2 %', last(0.02), {}, own],
    [`own: content ${words[1]}`, { contentContains: words[1]! }, {}, own],
    [`own: content ${words[0]}`, { contentContains: words[0]! }, {}, own],
  ];
  for (const [title, filter, page = {}, caller = who] of questions) {
    if (!title.includes(only)) continue;
    const times: number[] = [];
    const cpu: number[] = [];
    let total = 0;
    for (let i = 0; i < ROUNDS + 2; i += 1) {
      const used = process.cpuUsage();
      const started = performance.now();
      const found = await store.read((db) =>
        listFollowUps(db, caller, filter, { limit: 20, sort: 'created', order: 'desc', ...page }),
      );
      if (i >= 2) {
        times.push(performance.now() - started);
        const { user, system } = process.cpuUsage(used);
        cpu.push((user + system) / 1000);
      }
      total = found.total;
    }
    const at = (values: number[], share: number) =>
      values
        .toSorted((a, b) => a - b)
        [Math.min(values.length - 1, Math.floor(share * values.length))]!.toFixed(2)
        .padStart(7);
    console.log(
      `${engine.padEnd(8)} p50 ${at(times, 0.5)} p99 ${at(times, 0.99)} ms, cpu p50 ${at(cpu, 0.5)} p99 ${at(cpu, 0.99)}  ${String(total).padStart(7)}  ${title}`,
    );
  }
}

/** A word of so many characters that at most so many follow-ups contain, about the commonest such: they are rarer and rarer. */
async function wordOf(store: Store, who: Caller, length: number, most: number): Promise<string> {
  const words = WORDS.filter((word) => [...word].length === length);
  let [from, to] = [0, words.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    const { tokens } = queryGrams(fold(words[middle]!));
    const n = await store.read((db) => db.search.count('follow_ups', db.search.query(who.tenantId, [tokens])));
    if (n <= most) to = middle;
    else from = middle + 1;
  }
  return words[from]!;
}
