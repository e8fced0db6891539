import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { callerFor } from '#crm/access/caller-for.ts';
import { createAgent } from '#crm/access/create-agent.ts';
import { createRole } from '#crm/access/create-role.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { createCall } from '#crm/activities/create-call.ts';
import { createMessage } from '#crm/activities/create-message.ts';
import { createTicket } from '#crm/activities/create-ticket.ts';
import { createCompany } from '#crm/companies/create-company.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createField } from '#crm/fields/create-field.ts';
import type { FieldInput } from '#crm/fields/value.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import type { Caller, Store, Writer } from '#crm/store.ts';
import { exportBytes } from '#jobs/export/export-rows.ts';
import { exportFormats, type ExportFormat } from '#jobs/export/record-export.ts';
import { importRecordNames, type ImportRecordName } from '#jobs/import/record-import.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { importText } from './import-text.ts';

onEachEngine('what an export writes', (boot) => {
  let at: TestStore;
  let from: Caller;
  before(async () => {
    at = await boot.store();
    from = await newTenant(at.store, 'from');
    await at.store.write((db) => writeRecords(db, from));
  });

  for (const format of exportFormats) {
    test(`an import reads back, every record and every kind of field (${format})`, async () => {
      const to = await newTenant(at.store, `to-${format}`);
      // Companies first: a customer's company name would make one.
      for (const record of ['companies', ...importRecordNames.filter((name) => name !== 'companies')] as const) {
        const file = await exported(at.store, from, record, format);
        const { faults, tally } = await importText(at.store, to, record, file, { format, keepIds: true });
        assert.deepEqual(faults, [], record);
        assert.ok(tally.new >= 1, record);
        // As ndjson, which parts numbers from texts and empty from absent.
        assert.equal(
          String(await exported(at.store, to, record, 'ndjson')),
          String(await exported(at.store, from, record, 'ndjson')),
          record,
        );
      }
    });
  }

  test('holds no formula that a spreadsheet would run', async () => {
    const csv = String(await exported(at.store, from, 'customers', 'csv'));
    assert.match(csv, /,'=cmd\|/);
    assert.doesNotMatch(csv, /[,\n]=/);
  });

  test('shows no phone to a role without phone.reveal, and nothing to one without export', async () => {
    const own = await at.callerOf('own');
    await assert.rejects(exported(at.store, own, 'customers', 'csv'), { code: 'forbidden' });
    const masked = await at.store.write(async (db) => {
      const roleId = await createRole(db, from.tenantId, { name: '外包', scope: 'all', permissions: ['export'] });
      const agent = { loginNo: 'out', name: '外包', passwordHash: '-', roleId, departmentId: 7n };
      return await createAgent(db, from.tenantId, agent);
    });
    const who = await callerFor(at.store, from.tenantId, masked, 'cli');
    for (const record of ['customers', 'calls', 'messages'] as const) {
      const csv = String(await exported(at.store, who, record, 'csv'));
      assert.doesNotMatch(csv, /138-?0013|02112345678|,10086,/, record);
    }
    assert.match(String(await exported(at.store, who, 'customers', 'csv')), /\*\*\*\*/);
  });
});

async function exported(store: Store, who: Caller, record: ImportRecordName, format: ExportFormat): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const caller = async () => ({ ...who, directory: await store.directory(who.tenantId) });
  for await (const chunk of exportBytes({ store, record, format, caller })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Tenants alike but for their records. */
async function newTenant(store: Store, code: string): Promise<Caller> {
  const { tenantId, agentId } = await store.write(async (db) => {
    const { id, departmentId, roleIds } = await createTenant(db, {
      code,
      name: code,
      department: { id: 7n, name: '部门' },
    });
    const agent = { loginNo: 'admin', name: '管理员', passwordHash: '-', roleId: roleIds.admin, departmentId };
    const admin = await createAgent(db, id, { ...agent, id: 5n });
    await createAgent(db, id, { ...agent, id: 6n, loginNo: '008', name: '坐席' });
    for (const field of fields) await createField(db, id, field);
    return { tenantId: id, agentId: admin };
  });
  return await callerFor(store, tenantId, agentId, 'cli');
}

const options = [
  { id: 11n, label: '甲, 乙' },
  { id: 12n, label: '丙' },
];
const cascade = [{ id: 21n, label: '北京市', children: [{ id: 22n, label: '二级1' }] }];

const fields = [
  { id: 1n, record: 'customer', kind: 'input', label: '单行' },
  { id: 2n, record: 'customer', kind: 'textarea', label: '多行' },
  { id: 3n, record: 'customer', kind: 'number', label: '数字' },
  { id: 4n, record: 'customer', kind: 'select', label: '下拉', options },
  { id: 5n, record: 'customer', kind: 'radio', label: '单选', options },
  { id: 6n, record: 'customer', kind: 'checkbox', label: '多选', options },
  { id: 7n, record: 'customer', kind: 'checkbox', label: '是否', settings: { yesNo: true } },
  { id: 8n, record: 'customer', kind: 'cascade', label: '级联', options: cascade },
  { id: 9n, record: 'customer', kind: 'city', label: '地区' },
  { id: 10n, record: 'customer', kind: 'datetime', label: '日期' },
  { id: 11n, record: 'customer', kind: 'telephone', label: '电话' },
  { id: 12n, record: 'customer', kind: 'email', label: '邮箱' },
  { id: 13n, record: 'customer', kind: 'attachment', label: '附件' },
  { id: 14n, record: 'company', kind: 'select', label: '级别', key: 'level', options },
  { id: 15n, record: 'opportunity', kind: 'number', label: '金额', key: 'amount' },
] as const;

const values: readonly (readonly [bigint, FieldInput])[] = [
  [1n, { text: '=cmd|文本' }],
  [2n, { text: '第一行\n第二行, "引号"' }],
  [3n, { text: '1234567890123456789.25' }],
  [4n, { choices: [{ id: 11n }] }],
  [5n, { choices: [{ id: 12n }] }],
  [6n, { choices: [{ id: 11n }, { id: 12n }] }],
  [7n, { yes: true }],
  [8n, { choices: [{ id: 21n }, { id: 22n }] }],
  [9n, { codes: ['310000', '310100', '310115'] }],
  [10n, { at: Date.parse('2018-11-19T00:00:00+08:00') }],
  [11n, { text: '02112345678' }],
  [12n, { text: 'a@example.com' }],
  [13n, { files: [{ name: '合同.pdf', url: 'https://example.com/a,b.pdf', size: 12 }] }],
];

const TIME = Date.parse('2019-05-06T07:08:09Z');

async function writeRecords(db: Writer, who: Caller): Promise<void> {
  const directory = who.directory;
  const caller = { ...who, directory };
  const owner = { agent: { loginNo: '008' }, departmentId: 7n };
  await createCompany(
    db,
    caller,
    {
      name: '公司,一',
      province: '上海',
      serviceAccount: 'acc',
      serviceStart: '2020-01-02',
      serviceFee: '12.50',
      labels: ['重点', '续费'],
      remark: '备注\n二',
      serviceDepartmentIds: [7n],
      ownerAgentId: 6n,
      custom: new Map([[14n, { choices: [{ id: 12n }] }]]),
    },
    { id: 9_007_199_254_740_993n, createdAt: TIME, createdByAgentId: 6n, updatedAt: TIME + 1000 },
  );
  await createCustomer(
    db,
    caller,
    {
      name: '=cmd|客户',
      phones: { kind: 'all', contents: ['+86 138-0013-8000', '95588'] },
      type: { nameOrCode: '签约客户' },
      source: { nameOrCode: '京东' },
      grade: { nameOrCode: 'VIP客户' },
      dealFlag: { nameOrCode: '继续跟踪' },
      task: { id: 303n },
      stars: 5,
      labels: ['标签,一', '标签二'],
      address: '上海市',
      companyName: '公司,一',
      owner,
      service: owner,
      assignedAt: TIME,
      imThirdId: 'im',
      originalId: 42n,
      custom: new Map(values),
    },
    { id: 6_470_844_909_275_561_985n, createdAt: TIME, createdByAgentId: 6n, updatedAt: TIME + 5 },
  );
  await createCustomer(db, caller, { name: '', phones: { kind: 'all', contents: ['12345'] } }, { id: 3n });
  const customerId = 6_470_844_909_275_561_985n;
  const opportunity = await createOpportunity(
    db,
    caller,
    customerId,
    {
      name: '商机1',
      type: { id: 1n },
      source: { id: 2n },
      stage: { nameOrCode: '输单' },
      loseReason: { id: 1n },
      loseRemark: '贵',
      custom: new Map([[15n, { text: '99.5' }]]),
    },
    { id: 8n, createdAt: TIME, createdByAgentId: 6n, updatedAt: TIME },
  );
  await createFollowUp(
    db,
    caller,
    { customerId, opportunityId: opportunity.id, typeId: 37n, content: '<p>跟进,"记录"</p>', nextContactAt: TIME },
    { id: 77n, createdAt: TIME, createdByAgentId: 6n, updatedAt: TIME },
  );
  const handler = { loginNo: '008' };
  await createTicket(
    db,
    caller,
    {
      customerId,
      serial: 'T-1',
      title: '工单',
      content: '<b>内容</b>',
      handler,
      state: { id: 2n },
      urgency: { id: 1n },
    },
    { id: 125n, createdAt: TIME, createdByAgentId: 6n, updatedAt: TIME },
  );
  const phone = '13800138000';
  await createCall(
    db,
    caller,
    { serial: 'C-1', phone, direction: 'out', agent: handler, result: '接通', durationS: 12, startedAt: TIME },
    { id: 9n },
  );
  await createMessage(
    db,
    caller,
    { serial: 'M-1', phone: '10086', agent: handler, direction: 'in', content: '短信', state: 'sent', sentAt: TIME },
    { id: 10n },
  );
}
