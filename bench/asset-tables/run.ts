import { performance } from 'node:perf_hooks';
import postgres from 'postgres';
import { callerFor } from '#crm/access/caller-for.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { columnOf, type AssetTable } from '#crm/assets/asset-table.ts';
import { createRows, type NewRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import { listRows, type RowSort } from '#crm/assets/list-rows.ts';
import type { RowFilter } from '#crm/assets/row-filter.ts';
import type { Caller, Store } from '#crm/store.ts';
import { engineNames, makePlace, stopOwnPostgres, type EngineName } from '#testing/engines.ts';
import { openStore } from '#app/open-store.ts';
import { readConfig } from '#app/config.ts';

/** How long a page of the picker takes in a table of this many rows: `node bench/asset-tables/run.ts [rows] [engine]`. */
const rows = Number(process.argv[2] ?? 100_000);
const engines = process.argv[3] === undefined ? engineNames : [process.argv[3] as EngineName];
const CHUNK = 500;

const kinds = ['笔记本电脑', '台式机', '显示器', '激光打印机', '交换机', '服务器', '投影仪', '会议平板'];
const makers = ['联想', '戴尔', '惠普', '华为', '浪潮', 'Apple', 'Cisco', '新华三'];
const states = ['在用', '闲置', '维修中', '报废'];
const places = ['北京市朝阳区建国路', '上海市浦东新区张江', '深圳市南山区科技园', '成都市高新区天府大道'];

for (const name of engines) {
  await using place = await makePlace(name);
  const store = await openStore(
    readConfig({ HUILIU_DATA: place.folder, HUILIU_DATABASE_URL: place.databaseUrl, HUILIU_KEY: '5a'.repeat(32) }),
  );
  await using _engine = store.engine;
  const { who, table } = await fill(store, name);
  if (place.databaseUrl !== undefined) await settle(place.databaseUrl);
  await measure(store, who, table, name);
}
await stopOwnPostgres();

/** What the server's autovacuum does by itself within minutes. */
async function settle(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql.unsafe('vacuum analyze');
  await sql.end();
}

async function fill(store: Store, name: string): Promise<{ who: Caller; table: AssetTable }> {
  const passwordHash = await hashPassword('Correct-horse-7');
  const made = await store.write(async (db) => {
    const tenant = await createTenant(db, { code: 'bench', name: '测量' });
    const roleId = tenant.roleIds.admin;
    const agent = { loginNo: 'admin', name: '管理员', passwordHash, roleId, departmentId: tenant.departmentId };
    return { tenant, agentId: await createAgent(db, tenant.id, agent) };
  });
  const who = await callerFor(store, made.tenant.id, made.agentId, 'cli');
  const table = await store.write((db) =>
    createTable(db, who, {
      key: 'devices',
      columns: [
        { key: 'name' },
        { key: 'sn', unique: true },
        { key: 'maker' },
        { key: 'price', type: 5 },
        { key: 'state' },
        { key: 'bought', type: 8 },
        { key: 'place' },
        { key: 'note', type: 3 },
      ],
    }),
  );
  const started = performance.now();
  for (let from = 0; from < rows; from += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, rows - from) }, (_unused, i) => device(from + i, who));
    await store.write((db) => createRows(db, who, table.id, chunk));
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name}: ${rows} rows written in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)}/s)`);
  return { who, table };
}

function device(i: number, who: Caller): NewRow {
  const random = (i * 2_654_435_761) % 4_294_967_296;
  const pick = (list: readonly string[], shift: number) => list[(random >>> shift) % list.length]!;
  const cells = {
    name: `${pick(makers, 3)}${pick(kinds, 7)}`,
    sn: `SN-2024-${String(i).padStart(6, '0')}`,
    maker: pick(makers, 3),
    price: ((random % 2_000_000) / 100).toFixed(2),
    state: pick(states, 11),
    bought: `20${15 + (random % 10)}-0${1 + (random % 9)}-1${random % 9}`,
    place: `${pick(places, 13)}${1 + (random % 300)}号`,
    note: random % 3 === 0 ? `由${pick(states, 5)}转入，资产编号${random % 9999}` : '',
  };
  return { cells: new Map(Object.entries(cells)), ownerType: 'agent', owner: String(who.tenantId) };
}

async function measure(store: Store, who: Caller, table: AssetTable, name: string): Promise<void> {
  const column = (key: string) => columnOf(table, key)!;
  const by = (key: string, direction: 'asc' | 'desc' = 'asc'): RowSort => ({ by: column(key), direction });
  const cell = (key: string, text: string): RowFilter => ({ cells: [{ column: column(key), text }] });
  const questions: readonly (readonly [string, RowFilter, RowSort | undefined, number])[] = [
    ['first page', {}, undefined, 0],
    ['middle page', {}, undefined, rows / 2],
    ['last page', {}, undefined, rows - 100],
    ['sorted by name', {}, by('name'), 0],
    ['sorted by price, downwards, middle page', {}, by('price', 'desc'), rows / 2],
    ['sorted by time of change, middle page', {}, { by: 'updatedAt', direction: 'desc' }, rows / 2],
    ['sorted by owner', {}, { by: 'owner', direction: 'asc' }, 0],
    ['filter state 在用 (a quarter)', cell('state', '在用'), undefined, 0],
    ['filter state 在用, sorted by price', cell('state', '在用'), by('price'), 0],
    ['filter state 在用, sorted by price, middle page', cell('state', '在用'), by('price'), rows / 8],
    ['filter name 笔记本电脑 (an eighth)', cell('name', '笔记本电脑'), undefined, 0],
    ['filter name 笔记本电脑, sorted by price, middle page', cell('name', '笔记本电脑'), by('price'), rows / 16],
    ['filter sn SN-2024 (all)', cell('sn', 'SN-2024'), by('name'), 0],
    ['filter sn SN-2024 (all), middle page', cell('sn', 'SN-2024'), by('name'), rows / 2],
    ['filter price 1 (two thirds), sorted by name, middle page', cell('price', '1'), by('name'), rows / 3],
    ['filter sn 004242 (one)', cell('sn', '004242'), by('name'), 0],
    ['filter note 资产编号77 (few)', cell('note', '资产编号77'), by('price'), 0],
    ['search 联想', { search: '联想' }, undefined, 0],
    ['search 联想 笔记本电脑 在用', { search: '联想 笔记本电脑 在用' }, by('price'), 0],
    ['search 激光打印机', { search: '激光打印机' }, by('bought', 'desc'), 0],
    ['search 2024 (all)', { search: 'sn-2024' }, by('bought', 'desc'), 0],
    ['search 1 (nearly all)', { search: '1' }, by('name'), 0],
    ['search nothing there', { search: '没有这样的' }, by('name'), 0],
    ['owner (all rows)', { owner: { type: 'agent', id: String(who.tenantId) } }, by('price'), 0],
    ['owner, middle page', { owner: { type: 'agent', id: String(who.tenantId) } }, by('price'), rows / 2],
    ['owner without rows', { owner: { type: 'company', id: '5' } }, by('price'), 0],
  ];
  for (const [title, filter, sort, offset] of questions) {
    const times: number[] = [];
    let count = 0;
    for (let i = 0; i < 7; i += 1) {
      const started = performance.now();
      const page = { offset: Math.floor(offset), limit: 100, ...(sort && { sort }) };
      count = (await store.read((db) => listRows(db, who, table, filter, page))).count;
      times.push(performance.now() - started);
    }
    const ordered = times.toSorted((a, b) => a - b);
    const [least, median, worst] = [0, 3, 6].map((at) => ordered[at]!.toFixed(1).padStart(7));
    console.log(
      `${name.padEnd(8)} ${median} ms, least ${least}, worst ${worst}  ${String(count).padStart(6)} rows  ${title}`,
    );
  }
}
