import { createCompanyGroup } from '#crm/companies/company-groups.ts';
import type { CompanyPatch } from '#crm/companies/company.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { sealServicePassword } from '#crm/companies/service-password.ts';
import { createField, type NewField } from '#crm/fields/create-field.ts';
import type { ChoiceRef, FieldInput } from '#crm/fields/value.ts';
import type { Writer } from '#crm/store.ts';
import type { DemoContext } from './demo-context.ts';
import { DEMO_TENANT } from './demo-people.ts';
import { shanghai } from './shanghai.ts';

/** The key of the asset table that the external extension of `company_x` opens. */
export const EXTENSION_TABLE = 'contracts';

/** `userGroup` of the object example. */
const GROUP = { id: 221n, name: '重点公司', kind: 'company' } as const;

/** The company fields of Bangwo8's examples, in the order in which its answers list them. */
const fields = {
  deptid: { id: 46_601n, kind: 'input', label: '部门编号' },
  field_1: {
    id: 46_602n,
    kind: 'cascade',
    label: '所属区域',
    options: [
      // The ids are those of `query=field_1:454` and of the object example's `4334`.
      { id: 454n, label: '华中' },
      { id: 455n, label: '天津市' },
      { id: 4334n, label: '北京市', children: levels('二级1', '三级1', '四级1', '五级1', '五级2') },
    ],
  },
  field_2: {
    id: 46_603n,
    kind: 'select',
    label: '下拉列表',
    options: [
      { id: 4_668_668n, label: '下拉菜单的第一项' },
      { id: 4_668_669n, label: '下拉菜单的某一项' },
    ],
  },
  gjfx: {
    id: 46_604n,
    kind: 'checkbox',
    label: '高级复选',
    options: [4_672_422n, 4_672_423n, 4_672_424n, 4_672_425n].map((id, index) => ({ id, label: `多选${index + 1}` })),
  },
  fxk: { id: 46_605n, kind: 'checkbox', label: '复选框', settings: { yesNo: true } },
  field_3: { id: 46_606n, kind: 'checkbox', label: '是否签约', settings: { yesNo: true } },
  company_price: { id: 46_607n, kind: 'input', label: '合同金额' },
  company_x: {
    id: 46_608n,
    kind: 'input',
    label: '合同编号',
    settings: {
      extension:
        `tableName=${EXTENSION_TABLE}&cPara=asset_field_1:company_price,_id:company_x` +
        '&filter=ownerType:company,owner:{{company.companyId}}',
    },
  },
  field_4: { id: 46_609n, kind: 'datetime', label: '签约日期' },
} as const satisfies Record<string, Omit<NewField, 'record'>>;

type FieldKey = keyof typeof fields;

/** A chain of first levels, the last of which has the other labels below it: 五级1 and 五级2 under 四级1. */
function levels(second: string, third: string, fourth: string, ...fifth: string[]) {
  const leaves = fifth.map((label, index) => ({ id: BigInt(4_338 + index), label }));
  const below = { id: 4_337n, label: fourth, children: leaves };
  return [{ id: 4_335n, label: second, children: [{ id: 4_336n, label: third, children: [below] }] }];
}

export async function writeBangwo8Fields(db: Writer): Promise<void> {
  for (const [key, field] of Object.entries(fields)) {
    await createField(db, DEMO_TENANT.id, { ...field, key, record: 'company' });
  }
}

interface SeedCompany extends Omit<CompanyPatch, 'custom' | 'servicePassword'> {
  readonly id: bigint;
  readonly password?: string;
  readonly fields?: Partial<Record<FieldKey, FieldInput>>;
  /** Wall times of the seed's zone. */
  readonly created: string;
  readonly updated: string;
}

/** The companies of Bangwo8's examples, with the values that they show (dialects/bangwo8/README.md). */
const companies: readonly SeedCompany[] = [
  // show_many?ids=1,2,3.
  { id: 1n, name: '测试公司1', created: '2018-02-03 00:00:00', updated: '2018-02-03 00:00:00' },
  { id: 2n, name: '测试公司2', created: '2018-02-04 00:00:00', updated: '2018-02-04 00:00:00' },
  { id: 3n, name: '测试公司3', created: '2018-02-05 00:00:00', updated: '2018-02-05 00:00:00' },
  // The object example; the search example's second hit stands beside it.
  {
    id: 111n,
    name: '北京金万维科技有限公司',
    serviceStart: '2017-01-01',
    serviceEnd: '2017-12-31',
    serviceAccount: 'gnkefu',
    password: 'helloworld',
    address: '北京市丰台区汉威国际广场',
    groupId: GROUP.id,
    fields: {
      field_1: chosen({ id: 4334n }),
      field_2: chosen({ label: '下拉菜单的某一项' }),
      field_3: { yes: true },
    },
    created: '2016-12-21 00:00:00',
    updated: '2017-02-12 00:00:00',
  },
  { id: 112n, name: '金万维测试', created: '2010-07-13 10:07:08', updated: '2011-07-13 11:11:12' },
  // The update example's.
  {
    id: 123n,
    name: '金万维华中分公司',
    fields: { field_1: chosen({ label: '华中' }) },
    created: '2017-07-02 09:30:00',
    updated: '2017-07-02 09:30:00',
  },
  // The show example asks for it, and the search example for 132.
  { id: 223n, name: '客户公司132', created: '2017-07-10 15:00:00', updated: '2017-08-01 10:00:00' },
  // The list example's two.
  {
    id: 9_516_936n,
    name: '测试公司2',
    province: '吉林',
    city: '长春',
    serviceStart: '2021-09-28',
    serviceEnd: '2022-01-31',
    serviceAccount: '002',
    password: '002',
    fields: { field_1: chosen({ label: '天津市' }) },
    created: '2021-09-28 11:38:56',
    updated: '2022-11-15 10:33:16',
  },
  {
    id: 10_722_418n,
    name: '123',
    multiServiceList: 'N1331193N',
    fields: { field_1: path('北京市', '二级1', '三级1', '四级1', '五级2') },
    created: '2022-05-10 10:00:30',
    updated: '2022-10-31 09:58:53',
  },
  // The show example.
  {
    id: 12_352_625n,
    name: '测试公司a',
    province: '北京',
    city: '宣武',
    serviceStart: '2022-11-30',
    serviceEnd: '2022-12-02',
    password: '12345',
    address: '地址',
    multiServiceList: 'N1331193N',
    serviceDepartmentIds: [344_124n, 344_214n, 344_217n],
    fields: {
      deptid: { text: '123456789098' },
      field_1: path('北京市', '二级1', '三级1', '四级1', '五级2'),
      field_2: chosen({ id: 4_668_669n }),
      gjfx: chosen({ id: 4_672_422n }, { id: 4_672_423n }, { id: 4_672_424n }),
      fxk: { yes: true },
    },
    created: '2022-11-16 09:18:11',
    updated: '2022-11-30 17:41:20',
  },
];

function chosen(...choices: ChoiceRef[]): FieldInput {
  return { choices };
}

function path(...labels: string[]): FieldInput {
  return { choices: labels.map((label) => ({ label })) };
}

/** Writes the group and the companies. Before other companies: their ids are low, and kept. */
export async function writeBangwo8Companies(context: DemoContext): Promise<void> {
  const { db, secrets } = context;
  await createCompanyGroup(db, context.adminAt(), GROUP);
  for (const { id, password, fields: values, created, updated, ...patch } of companies) {
    const custom = Object.entries(values ?? {}).map(([key, value]) => [fields[key as FieldKey].id, value] as const);
    await createCompany(
      db,
      context.adminAt(shanghai(created)),
      {
        ...patch,
        ...(password === undefined ? {} : { servicePassword: sealServicePassword(secrets, password) }),
        custom: new Map(custom),
      },
      { id, createdAt: shanghai(created), updatedAt: shanghai(updated) },
    );
  }
}
