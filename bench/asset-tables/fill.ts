import { performance } from 'node:perf_hooks';
import postgres from 'postgres';
import { callerFor } from '#crm/access/caller-for.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import type { AssetTable } from '#crm/assets/asset-table.ts';
import { createRows, type NewRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import type { Caller, Store } from '#crm/store.ts';

const CHUNK = 500;
export const PASSWORD = 'Correct-horse-7';

const kinds = ['笔记本电脑', '台式机', '显示器', '激光打印机', '交换机', '服务器', '投影仪', '会议平板'];
const makers = ['联想', '戴尔', '惠普', '华为', '浪潮', 'Apple', 'Cisco', '新华三'];
const states = ['在用', '闲置', '维修中', '报废'];
const places = ['北京市朝阳区建国路', '上海市浦东新区张江', '深圳市南山区科技园', '成都市高新区天府大道'];

/** A tenant `bench` with an admin, and a table `devices` of so many rows. */
export async function fill(store: Store, rows: number, name: string): Promise<{ who: Caller; table: AssetTable }> {
  const passwordHash = await hashPassword(PASSWORD);
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

/** What the server's autovacuum does by itself within minutes. */
export async function settle(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql.unsafe('vacuum analyze');
  await sql.end();
}
