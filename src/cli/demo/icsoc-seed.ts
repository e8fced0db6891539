import type { Directory } from '#crm/access/directory.ts';
import { createRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { updateCustomer } from '#crm/customers/update-customer.ts';
import { createField, type NewField } from '#crm/fields/create-field.ts';
import type { FieldInput } from '#crm/fields/value.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { updateOpportunity } from '#crm/opportunities/update-opportunity.ts';
import type { Caller, Writer } from '#crm/store.ts';

/** The client, opportunity and two records of icsoc's examples (seed 002). */
export const ICSOC_CLIENT = 6470844909275561985n;
export const ICSOC_OPPORTUNITY = 6471982131139821569n;
export const ICSOC_RECORDS = [6471994196059471873n, 6471994225851613185n] as const;

/** `8002 8002坐席` (role 1 BOSS, department 1 公司) and `1214 luquan` (role 19 鲁权测试, department 39). */
const BOSS = 90000172n;
const OWNER = 90002395n;
const OWNER_DEPARTMENT = 39n;

const STORE_TABLE = 65_230n;
const STORE = { id: 230101n, name: '武汉沌口门店' };

type SeedField = Pick<NewField, 'kind' | 'label' | 'options' | 'settings'> & { readonly id: bigint };

const stores = { tableId: String(STORE_TABLE), displayColumn: 'name' };
const two = (first: string, second: string) => [
  { id: 1n, label: first },
  { id: 2n, label: second },
];

/** In the order of the example. It shows no labels, and of the choices only those that were made: the rest is ours. */
const fields: readonly SeedField[] = [
  { id: 6469093183677775873n, kind: 'datasource', label: '所属门店', settings: stores },
  { id: 6469093223150370817n, kind: 'datasource', label: '服务门店', settings: stores },
  { id: 6470108518023413761n, kind: 'input', label: '单行文本' },
  { id: 6470108592325509121n, kind: 'textarea', label: '多行文本' },
  { id: 6470108723137462273n, kind: 'select', label: '下拉', options: two('111111111111111', '222222222222222') },
  { id: 6470108813340164097n, kind: 'radio', label: '单选', options: two('111111111111111', '222222222222222') },
  { id: 6470108890934788097n, kind: 'checkbox', label: '多选', options: two('选项一', '选项二') },
  { id: 6470108953748684801n, kind: 'datetime', label: '日期' },
  {
    id: 6470109026154954753n,
    kind: 'cascade',
    label: '级联',
    options: [
      { id: 1n, label: '华中', children: [{ id: 11n, label: '武汉' }] },
      { id: 2n, label: '华北', children: [{ id: 21n, label: '北京' }] },
    ],
  },
  { id: 6470109140181303297n, kind: 'city', label: '地区' },
  { id: 6470109718877814785n, kind: 'telephone', label: '电话' },
  { id: 6470109810384945153n, kind: 'email', label: '邮箱' },
  { id: 6470109847739416577n, kind: 'number', label: '数字' },
  { id: 6470109901174849537n, kind: 'attachment', label: '附件' },
  { id: 6470109999745187841n, kind: 'attachment', label: '合同' },
  { id: 6470212194209611777n, kind: 'input', label: '备注一' },
  { id: 6470212275625246721n, kind: 'city', label: '收货地区' },
  { id: 6470212373881012225n, kind: 'input', label: '备注二' },
  { id: 6470212433549180929n, kind: 'input', label: '备注三' },
  { id: 6470212479275483137n, kind: 'input', label: '备注四' },
  { id: 6470212529321918465n, kind: 'input', label: '备注五' },
  { id: 6470213535355092993n, kind: 'select', label: '意向', options: two('高', '低') },
  { id: 6470213585858707457n, kind: 'input', label: '备注六' },
  { id: 6470213645757562881n, kind: 'input', label: '备注七' },
  { id: 6470215797540372481n, kind: 'select', label: '渠道', options: two('线上', '线下') },
  { id: 6470223215527706625n, kind: 'datasource', label: '门店', settings: stores },
  { id: 6470475943239729153n, kind: 'radio', label: '是否回访', options: two('是', '否') },
  { id: 6470477758073126913n, kind: 'radio', label: '是否到店', options: two('是', '否') },
  { id: 6470524366294859777n, kind: 'input', label: '备注八' },
  { id: 6470524827785740289n, kind: 'attachment', label: '照片' },
  { id: 6470536728531943425n, kind: 'datasource', label: '提货门店', settings: stores },
  { id: 6470835680972095489n, kind: 'datasource', label: '退货门店', settings: stores },
  { id: 6471310166045474817n, kind: 'select', label: '分类', options: two('111', '222') },
];

/** The last field was made after the client: the update of the example's `update_time` is taken to have filled it. */
const LATE_FIELD = 6471310166045474817n;

const values: ReadonlyMap<bigint, FieldInput> = new Map<bigint, FieldInput>([
  [6470108518023413761n, { text: '默认值测试' }],
  [6470108592325509121n, { text: '1231'.padEnd(200, '12311231') }],
  [6470108723137462273n, { choices: [{ id: 2n }] }],
  [6470108813340164097n, { choices: [{ id: 2n }] }],
  [6470108953748684801n, { at: 1542556800_000 }],
  [6470109718877814785n, { text: '132222212312312' }],
  [6470109847739416577n, { text: '3' }],
  [6470223215527706625n, { rowIds: [String(STORE.id)] }],
]);

/** Defines the custom fields of the example's client, and the table of stores that four of them choose from. */
export async function writeIcsocFields(db: Writer, admin: Caller): Promise<void> {
  await writeStores(db, { ...admin, now: 1542350000_000 });
  for (const field of fields) await createField(db, admin.tenantId, { ...field, record: 'customer' });
}

async function writeStores(db: Writer, admin: Caller): Promise<void> {
  await createTable(db, admin, {
    id: STORE_TABLE,
    key: 'stores',
    title: '门店',
    columns: [{ key: 'name', name: '门店名称' }],
  });
  await createRow(db, admin, STORE_TABLE, {
    cells: new Map([['name', STORE.name]]),
    ownerType: 'agent',
    owner: String(admin.tenantId),
    origin: { id: STORE.id },
  });
}

/**
 * Replays what the example's client, opportunities and records tell: who did what when. The agents, roles and
 * departments of the example must be there, and `directory` must know the fields.
 */
export async function writeIcsocRecords(db: Writer, directory: Directory): Promise<void> {
  const by = (agentId: bigint, second: number): Caller => ({
    tenantId: directory.tenant.id,
    directory,
    agentId,
    via: 'icsoc',
    now: second * 1000,
  });
  await createCustomer(
    db,
    by(OWNER, 1542769648),
    {
      name: '1112321323',
      phones: { kind: 'all', contents: ['3121123123'] },
      type: { id: 1n },
      source: { id: 1n },
      grade: { id: 1n },
      owner: { agent: { id: OWNER }, departmentId: OWNER_DEPARTMENT },
      custom: values,
    },
    { id: ICSOC_CLIENT, howMade: 0 },
  );
  await updateCustomer(db, by(BOSS, 1542950533), ICSOC_CLIENT, {
    custom: new Map([[LATE_FIELD, { choices: [{ id: 2n }] }]]),
  });
  await writeOpportunities(db, by);
  for (const [index, id] of ICSOC_RECORDS.entries()) {
    await createFollowUp(
      db,
      by(BOSS, index === 0 ? 1543043660 : 1543043667),
      { customerId: ICSOC_CLIENT, opportunityId: ICSOC_OPPORTUNITY, typeId: 36n, content: '跟进记录' },
      { id },
    );
  }
}

/** `opportunity_num` is 4; the example shows one of them. */
async function writeOpportunities(db: Writer, by: (agentId: bigint, second: number) => Caller): Promise<void> {
  const common = { type: { id: 1n }, stage: { id: 22n } };
  await createOpportunity(
    db,
    by(BOSS, 1543040783),
    ICSOC_CLIENT,
    { ...common, name: '商机1', source: { id: 2n } },
    { id: ICSOC_OPPORTUNITY },
  );
  await updateOpportunity(db, by(BOSS, 1543041375), ICSOC_OPPORTUNITY, { source: { id: 1n } });
  for (const [index, name] of ['商机2', '商机3', '商机4'].entries()) {
    await createOpportunity(
      db,
      by(BOSS, 1543041400 + index),
      ICSOC_CLIENT,
      { ...common, name, source: { id: 1n } },
      { id: ICSOC_OPPORTUNITY + BigInt(index + 1) * 4_194_304n },
    );
  }
}
