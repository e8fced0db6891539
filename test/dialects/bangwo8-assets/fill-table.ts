import { createCompany } from '#crm/companies/create-company.ts';
import { createField } from '#crm/fields/create-field.ts';
import { createRows, type NewRow } from '#crm/assets/create-rows.ts';
import { createTable, type NewTable } from '#crm/assets/create-table.ts';
import type { AssetTable } from '#crm/assets/asset-table.ts';
import type { TestApp } from '#testing/boot.ts';

export const kinds = ['笔记本电脑', '显示器', '激光打印机', '交换机', '服务器'];

export interface Filled {
  readonly table: AssetTable;
  /** Each owns every 50th row. */
  readonly companyIds: readonly bigint[];
}

/** The fields of the seed's example cPara, two companies, and a table of devices with rows in it. */
export async function fillTable(at: TestApp, rows: number, definition: Partial<NewTable> = {}): Promise<Filled> {
  const companyIds = await at.store.write(async (db) => {
    for (const key of ['company_price', 'company_x']) {
      await createField(db, at.tenantId, { record: 'company', kind: 'input', label: key, key });
    }
    const made = [];
    for (const name of ['甲公司', '乙公司']) made.push((await createCompany(db, at.admin, { name })).id);
    return made;
  });
  const table = await at.store.write((db) =>
    createTable(db, at.admin, {
      key: 'devices',
      title: '设备台账',
      columns: [
        { key: 'asset_field_1', name: '价格', type: 5 },
        { key: 'name', name: '名称' },
        { key: 'sn', name: '序列号', unique: true },
        { key: 'state', name: '状态' },
        { key: 'bought', name: '购入日期', type: 8 },
      ],
      ...definition,
    }),
  );
  for (let from = 0; from < rows; from += 500) {
    const chunk = Array.from({ length: Math.min(500, rows - from) }, (_unused, i) => device(at, companyIds, from + i));
    await at.store.write((db) => createRows(db, at.admin, table.id, chunk));
  }
  return { table, companyIds };
}

function device(at: TestApp, companyIds: readonly bigint[], i: number): NewRow {
  const cells = {
    asset_field_1: ((i * 7919) % 20_000).toFixed(2),
    name: `${kinds[i % kinds.length]} ${String.fromCharCode(65 + (i % 26))}${i % 97}`,
    sn: `SN-${String(i).padStart(6, '0')}`,
    state: i % 4 === 0 ? '在用' : i % 4 === 1 ? '闲置' : '维修中',
    bought: `20${10 + (i % 15)}-0${1 + (i % 9)}-1${i % 9}`,
  };
  const company = companyIds[i % 50];
  return {
    cells: new Map(Object.entries(cells)),
    ...(company === undefined
      ? { ownerType: 'agent', owner: String(at.tenantId) }
      : { ownerType: 'company', owner: String(company) }),
  };
}
