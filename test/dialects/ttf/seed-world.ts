import { createAgent } from '#crm/access/create-agent.ts';
import { createDepartment } from '#crm/access/create-department.ts';
import { createTicket } from '#crm/activities/create-ticket.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createField } from '#crm/fields/create-field.ts';
import { createOption } from '#crm/options/create-option.ts';
import type { TestStore } from '#testing/boot.ts';

/** 2016-03-02 15:04:05.000 in Shanghai: when the tickets of the seed's feeds example were made. */
export const TICKET_TIME = 1_456_902_245_000;
/** 2017-05-01 14:44 in Shanghai: when customer 1 of the seed's list example was made. */
export const CUSTOMER_TIME = 1_493_621_040_000;

/** What the seed's examples speak of: its departments, agents, dictionary entries, custom fields, customers 1 and 73391. */
export async function fillSeedWorld(at: TestStore): Promise<void> {
  const { store, tenantId } = at;
  const admin = at.admin.directory.agents.get(at.adminId)!;
  await store.write(async (db) => {
    await createDepartment(db, tenantId, { id: 1054002n, name: '销售一部', parentId: null });
    await createDepartment(db, tenantId, { id: 1001002n, name: '销售二部', parentId: null });
    const agent = (loginNo: string, name: string, departmentId: bigint): Promise<bigint> =>
      createAgent(db, tenantId, { loginNo, name, passwordHash: '', roleId: admin.roleId, departmentId });
    await agent('TRCS004', '坐席四', 1054002n);
    await agent('trcs001', '坐席一', 1054002n);
    await agent('trcs008', '坐席八', 1054002n);
    await agent('008', '坐席零零八', 1001002n);
    await createOption(db, tenantId, 'customer_type', { name: '企业客户' });
    await createOption(db, tenantId, 'customer_type', { name: '普通客户' });
    await createOption(db, tenantId, 'deal_flag', { name: '了解产品' });
    await createOption(db, tenantId, 'customer_source', { name: '百度广告' });
    await createOption(db, tenantId, 'customer_source', { name: '展览' });
    const choice = (id: bigint, label: string, options: readonly string[]): Promise<bigint> =>
      createField(db, tenantId, {
        record: 'customer',
        kind: 'select',
        id,
        label,
        options: options.map((one) => ({ label: one })),
      });
    await choice(392n, '消费情况', ['高消费', '低消费']);
    await choice(373n, '客户等级', ['A', 'E']);
  });
  const who = await at.callerOf('trcs008');
  await store.write(async (db) => {
    await createCustomer(
      db,
      who,
      {
        name: '测试用户',
        type: { nameOrCode: '企业客户' },
        phones: { kind: 'all', contents: ['13000000001'] },
        address: '上海市黄埔区皇后大道东29号',
        companyName: '北京天润科技有限公司',
        task: { id: 99n },
        owner: { agent: { loginNo: 'trcs008' }, departmentId: 1054002n },
        dealFlag: { nameOrCode: '未处理' },
        source: { nameOrCode: '展览' },
        assignedAt: CUSTOMER_TIME,
      },
      { id: 1n, createdAt: CUSTOMER_TIME },
    );
    await createCustomer(db, who, { name: '工单客户' }, { id: 73391n, createdAt: CUSTOMER_TIME });
    for (const id of [123n, 234n, 125n]) {
      await createTicket(
        db,
        who,
        {
          customerId: 73391n,
          title: '测试工单',
          content: '<p>测试工单</p>',
          handler: { loginNo: '008' },
          urgency: { nameOrCode: '紧急' },
        },
        { id, createdAt: TICKET_TIME },
      );
    }
  });
}
