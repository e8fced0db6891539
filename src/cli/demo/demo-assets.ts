import { randomOf } from '#cli/generate/random.ts';
import { createRows, type NewRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import type { Company } from '#crm/companies/company.ts';
import { EXTENSION_TABLE } from './bangwo8-seed.ts';
import type { DemoContext } from './demo-context.ts';
import type { MadeCustomer } from './demo-records.ts';

/** The table that the field `company_x` opens; its columns are those that Bangwo8's extension page names. */
export const CONTRACT_TABLE = 1n;

const ROWS = 50;
const DAY_MS = 86_400_000;
const STATES = ['执行中', '已到期', '待续签'];
const PRODUCTS = ['呼叫中心', '在线客服', '工单系统', '客户管理', '知识库'];

/** Contracts of companies, and a few of every other kind of owner. */
export async function writeContracts(
  context: DemoContext,
  companies: readonly Company[],
  customers: readonly MadeCustomer[],
): Promise<void> {
  const { db } = context;
  await createTable(db, context.adminAt(), {
    id: CONTRACT_TABLE,
    key: EXTENSION_TABLE,
    title: '合同',
    columns: [
      { key: 'serial', name: '合同编号', type: 2, unique: true },
      { key: 'asset_field_1', name: '合同金额', type: 5 },
      { key: 'asset_field_2', name: '产品', type: 2 },
      { key: 'field_a', name: '签约日期', type: 8 },
      { key: 'field_b', name: '状态', type: 2 },
      { key: 'field_d', name: '备注', type: 3 },
    ],
  });
  const rows = Array.from({ length: ROWS }, (_unused, index) => contract(context, companies, customers, index));
  await createRows(db, context.adminAt(), CONTRACT_TABLE, rows);
}

function contract(
  context: DemoContext,
  companies: readonly Company[],
  customers: readonly MadeCustomer[],
  index: number,
): NewRow {
  const random = randomOf('demo contracts', index);
  const signedAt = context.now - random.below(700) * DAY_MS;
  const company = { ownerType: 'company', owner: String(random.pick(companies).id) };
  const owners = [
    // The show example's company.
    { ownerType: 'company', owner: '12352625' },
    { ownerType: 'contacter', owner: String(random.pick(customers).id) },
    { ownerType: 'servicer', owner: String(context.agentId('2001')) },
    { ownerType: 'servicerGroup', owner: '344124' },
    { ownerType: 'agent', owner: String(context.directory.tenant.id) },
  ];
  const cells = {
    serial: `HT-${String(2024_0001 + index)}`,
    asset_field_1: (random.below(10_000_000) / 100).toFixed(2),
    asset_field_2: random.pick(PRODUCTS),
    field_a: new Date(signedAt).toISOString().slice(0, 10),
    field_b: random.pick(STATES),
    ...(random.chance(0.3) ? { field_d: '含实施与培训' } : {}),
  };
  return { cells: new Map(Object.entries(cells)), ...(owners[index] ?? company) };
}
