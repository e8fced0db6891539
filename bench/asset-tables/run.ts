import { performance } from 'node:perf_hooks';
import { columnOf, type AssetTable } from '#crm/assets/asset-table.ts';
import { listRows, type RowSort } from '#crm/assets/list-rows.ts';
import type { RowFilter } from '#crm/assets/row-filter.ts';
import type { Caller, Store } from '#crm/store.ts';
import { engineNames, makePlace, stopOwnPostgres, type EngineName } from '#testing/engines.ts';
import { openStore } from '#app/open-store.ts';
import { readConfig } from '#app/config.ts';
import { fill, settle } from './fill.ts';

/** How long a page of the picker takes in a table of this many rows: `node bench/asset-tables/run.ts [rows] [engine]`. */
const rows = Number(process.argv[2] ?? 100_000);
const engines = process.argv[3] === undefined ? engineNames : [process.argv[3] as EngineName];

for (const name of engines) {
  await using place = await makePlace(name);
  const store = await openStore(
    readConfig({ HUILIU_DATA: place.folder, HUILIU_DATABASE_URL: place.databaseUrl, HUILIU_KEY: '5a'.repeat(32) }),
  );
  await using _engine = store.engine;
  const { who, table } = await fill(store, rows, name);
  if (place.databaseUrl !== undefined) await settle(place.databaseUrl);
  await measure(store, who, table, name);
}
await stopOwnPostgres();

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
