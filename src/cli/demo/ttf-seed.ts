import { createTicket } from '#crm/activities/create-ticket.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { ensureLabels } from '#crm/customers/labels.ts';
import { createField } from '#crm/fields/create-field.ts';
import type { Writer } from '#crm/store.ts';
import type { DemoContext } from './demo-context.ts';
import { DEMO_TENANT } from './demo-people.ts';
import { shanghai } from './shanghai.ts';

/** Numbers that TTF's create and update examples give to a new customer; nobody in the demo has them. */
export const FREE_PHONES = ['13888888888', '13888889999'] as const;

/** The custom fields of TTF's create example: `{"392_消费情况":"高消费","373_客户等级":"E"}`. */
export async function writeTtfFields(db: Writer): Promise<void> {
  await createField(db, DEMO_TENANT.id, {
    record: 'customer',
    kind: 'select',
    id: 392n,
    label: '消费情况',
    options: ['高消费', '中消费', '低消费'].map((label) => ({ label })),
  });
  await createField(db, DEMO_TENANT.id, {
    record: 'customer',
    kind: 'select',
    id: 373n,
    label: '客户等级',
    options: ['A', 'B', 'C', 'D', 'E'].map((label) => ({ label })),
  });
}

/** The customers of TTF's examples. The first phone and the first labels get the ids that the examples show. */
export async function writeTtfCustomers(context: DemoContext): Promise<void> {
  const { db } = context;
  await ensureLabels(db, DEMO_TENANT.id, ['标签1', '标签2']);
  await writeCustomerOne(context);
  await createCustomer(
    db,
    context.adminAt(shanghai('2016-01-15T10:20')),
    {
      name: '工单示例客户',
      phones: { kind: 'all', contents: ['13700073391'] },
      type: { nameOrCode: '签约客户' },
      source: { nameOrCode: '老客户介绍' },
      dealFlag: { nameOrCode: '客户签约' },
      task: { id: 99n },
      owner: { agent: { loginNo: 'trcs001' }, departmentId: 1054002n },
    },
    { id: 73391n, createdAt: shanghai('2016-01-15T10:20'), createdByAgentId: context.agentId('trcs001'), howMade: 0 },
  );
  // In the order of the feeds example: 123, 234, 125.
  for (const id of [123n, 234n, 125n]) await writeTicket(context, id);
}

async function writeTicket(context: DemoContext, id: bigint): Promise<void> {
  const createdAt = shanghai('2016-03-02T15:04:05');
  await createTicket(
    context.db,
    context.adminAt(createdAt),
    {
      customerId: 73391n,
      title: '测试工单',
      content: '<p>测试工单</p>',
      handler: { loginNo: '1' },
      state: { nameOrCode: '正常工单' },
      urgency: { nameOrCode: '紧急' },
    },
    { id, createdAt, createdByAgentId: context.agentId('trcs001') },
  );
}

/** As list_customers and get_customer show it. */
async function writeCustomerOne(context: DemoContext): Promise<void> {
  const { db } = context;
  const agentId = context.agentId('trcs008');
  await createCustomer(
    db,
    context.adminAt(),
    {
      name: '测试用户',
      type: { nameOrCode: '企业客户' },
      phones: { kind: 'all', contents: ['13000000001'] },
      address: '上海市黄埔区皇后大道东29号',
      companyName: '北京天润科技有限公司',
      task: { id: 99n },
      owner: { agent: { loginNo: 'trcs008' }, departmentId: 1054002n },
      dealFlag: { nameOrCode: '未处理' },
      assignedAt: shanghai('2017-05-03T14:44'),
      source: { nameOrCode: '展览' },
    },
    { id: 1n, createdAt: shanghai('2017-05-01T14:44'), createdByAgentId: agentId, howMade: 0 },
  );
  await createFollowUp(
    db,
    context.adminAt(),
    { customerId: 1n, typeId: 36n, content: '电话沟通,客户在了解产品。' },
    { createdAt: shanghai('2017-05-07T14:44'), createdByAgentId: agentId },
  );
}
