import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCall } from '#crm/activities/create-call.ts';
import { createMessage } from '#crm/activities/create-message.ts';
import { createTicket } from '#crm/activities/create-ticket.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld, TICKET_TIME } from './seed-world.ts';
import { openWays, success, type Way } from './ways.ts';

interface Feed {
  readonly feed_type: string;
  readonly id?: number;
  readonly summary?: string;
  readonly [key: string]: unknown;
}

onEachEngine('feeds', (boot) => {
  let at: TestApp;
  let ways: readonly Way[] = [];
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
    const agent = await at.callerOf('TRCS004');
    await at.store.write(async (db) => {
      await createCustomer(
        db,
        at.admin,
        { name: '历史', phones: { kind: 'all', contents: ['13911112222'] }, dealFlag: { nameOrCode: '继续跟踪' } },
        { id: 500n },
      );
      const time = TICKET_TIME;
      await createFollowUp(
        db,
        agent,
        { customerId: 500n, typeId: 37n, content: '<b>已联系</b>' },
        { id: 31n, createdAt: time + 1000 },
      );
      await createCall(
        db,
        agent,
        {
          serial: 'S-1',
          phone: '13911112222',
          direction: 'out',
          result: '有意向',
          durationS: 61,
          startedAt: time,
          agent: { id: agent.agentId },
        },
        { id: 41n },
      );
      await createCall(db, agent, { serial: 'S-2', customerId: 500n, startedAt: time - 5000 }, { id: 42n });
      await createMessage(
        db,
        agent,
        { customerId: 500n, content: '您好 "先生"', sentAt: time, state: 'failed', agent: { id: agent.agentId } },
        { id: 51n },
      );
      await createMessage(
        db,
        agent,
        { phone: '13911112222', content: '好的', direction: 'in', sentAt: time, state: 'sent' },
        { id: 52n },
      );
      await createTicket(
        db,
        agent,
        { customerId: 500n, title: '无处理人', content: '', state: null },
        { id: 61n, createdAt: time },
      );
    });
    ways = await openWays(at);
  });
  after(async () => {
    for (const way of ways) await way[Symbol.asyncDispose]();
  });
  const feedsOf = async (way: Way, content: string, more = {}): Promise<Feed[]> => {
    const reply = await way.ask({ action: 'feeds', type: 'id', content, ...more });
    const { code, feeds } = JSON.parse(reply.text) as { code: number; feeds: Feed[] };
    assert.equal(code, 1000, reply.text);
    return feeds;
  };

  test('every kind has the keys and times of its table', async () => {
    const meta = (n: number): string => `"meta":{"current_page":1,"total_pages":1,"total_count":${n}}`;
    const expected: Readonly<Record<string, string>> = {
      Ticket:
        '"feeds":[{"feed_type":"Ticket","id":61,"title":"无处理人","content":"","custId":500,"upLoginNo":null' +
        `,"status_zh_name":null,"urgency":null,"opTime":"2016-03-02T15:04:05.000+08:00"}],${meta(1)}`,
      CustomerFollowUp:
        '"feeds":[{"feed_type":"CustomerFollowUp","id":31,"loginNo":"TRCS004_坐席四","FollowUpContent":"<b>已联系</b>"' +
        `,"dealFlag":"继续跟踪","created_at":"2016-03-02T15:04:06.000+08:00"}],${meta(1)}`,
      CallLog:
        '"feeds":[{"feed_type":"CallLog","id":41,"callType":"呼出","followUpContent":"有意向","callDuration":61' +
        ',"createdTime":"2016-03-02T15:04:05.000+08:00"},{"feed_type":"CallLog","id":42,"callType":"呼入"' +
        `,"followUpContent":null,"callDuration":0,"createdTime":"2016-03-02T15:04:00.000+08:00"}],${meta(2)}`,
      TextMsgLog:
        '"feeds":[{"feed_type":"TextMsgLog","id":52,"loginNo":null,"phone":"13911112222","content":"好的"' +
        ',"msgType":"接收","status":"成功","createdTime":"2016-03-02T15:04:05.000+08:00"},{"feed_type":"TextMsgLog"' +
        ',"id":51,"loginNo":"TRCS004","phone":"13911112222","content":"您好 \\"先生\\"","msgType":"发送","status":"失败"' +
        `,"createdTime":"2016-03-02T15:04:05.000+08:00"}],${meta(2)}`,
      Alternation: '"feeds":[],"meta":{"current_page":1,"total_pages":0,"total_count":0}',
    };
    for (const way of ways) {
      for (const [feed_type, payload] of Object.entries(expected)) {
        const reply = await way.ask({ action: 'feeds', type: 'cellphone', content: '139 1111 2222', feed_type });
        assert.equal(reply.text, success(way, payload));
      }
    }
  });

  test('without a feed_type all kinds are one stream: newest first, ties in the order of the tables, then by id', async () => {
    const order = [
      ['CustomerFollowUp', 31],
      ['Ticket', 61],
      ['CallLog', 41],
      ['TextMsgLog', 52],
      ['TextMsgLog', 51],
      ['CallLog', 42],
    ];
    for (const way of ways) {
      const all = await feedsOf(way, '500');
      assert.deepEqual(
        all.map((one) => [one.feed_type, one.id]),
        order,
      );
      const pages: Feed[] = [];
      for (const page of [1, 2, 3, 4]) pages.push(...(await feedsOf(way, '500', { page, page_size: 2 })));
      assert.deepEqual(pages, all);
    }
  });

  test('a call is the customer it was made to: lastAccept appears with it', async () => {
    for (const way of ways) {
      const reply = await way.ask({ action: 'get_customer', type: 'id', content: '500' });
      assert.match(reply.text, /"customerLabels":\[\],"lastAccept":"S-1"\}/);
      const { customer } = JSON.parse(reply.text) as { customer: Record<string, unknown> };
      assert.deepEqual([customer['followNum'], customer['lastFlowTime']], [1, '2016-03-02 15:04']);
    }
  });

  test('an alternation is a field in words, to the blank, one item each', async () => {
    for (const [index, way] of ways.entries()) {
      const phone = `1381111000${index}`;
      const made = JSON.parse((await way.ask({ action: 'create_customer', customer: { custname: '旧名' } })).text) as {
        customer: { id: number };
      };
      const content = String(made.customer.id);
      assert.deepEqual(await feedsOf(way, content), []);
      await way.ask({
        action: 'update_customer',
        type: 'id',
        content,
        operator: 'TRCS004',
        customer: {
          custname: '新名',
          custType: '1',
          cellphones: [phone, `+86 138-2222-000${index}`],
          address: '上海',
          companyName: '测试公司名',
          taskId: 99,
          serviceNo: 'TRCS008',
          servicegroupId: 1054002,
          dealFlag: '11',
          custFrom: '天猫',
          jsonStr: { 392: '高消费' },
          customerLabel: '甲,乙',
        },
      });
      await way.ask({ action: 'update_customer', type: 'id', content, customer: { customerLabel: 5 } });
      await way.ask({
        action: 'update_customer',
        type: 'id',
        content,
        customer: { customerLabel: 5, address: '上海' },
      });
      await way.ask({
        action: 'update_customer',
        type: 'id',
        content,
        customer: { serviceNo: null, customerLabel: 0, companyName: '' },
      });
      const feeds = await feedsOf(way, content, { feed_type: 'Alternation' });
      const summaries = feeds.map((one) => one.summary);
      assert.deepEqual(summaries.toReversed(), [
        '姓名:  旧名---->新名',
        '客户类型:  <空>---->签约客户',
        `联系电话:  <空>---->${phone},+86 138-2222-000${index}`,
        '联系地址:  <空>---->上海',
        '公司名称:  <空>---->测试公司名',
        '客户任务:  <空>---->默认任务',
        '归属工号:  <空>---->trcs008',
        '归属部门:  <空>---->销售一部',
        '行销结果:  <空>---->客户签约',
        '客户标签:  <空>---->甲,乙',
        '客户来源:  <空>---->天猫',
        '消费情况:  <空>---->高消费',
        '客户星级:  <空>---->5',
        '公司名称:  测试公司名----><空>',
        '归属工号:  trcs008----><空>',
        '归属部门:  销售一部----><空>',
        '客户星级:  5----><空>',
      ]);
      const first = feeds.at(-1)!;
      assert.deepEqual(Object.keys(first), ['feed_type', 'time', 'author', 'summary']);
      assert.deepEqual(first['author'], { loginNo: 'TRCS004', loginName: '坐席四' });
      assert.match(String(first['time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
    }
  });

  test('who may not see phones sees masks in feeds and customers, finds a whole number only, and is written down', async () => {
    for (const [index, way] of ways.entries()) {
      const phone = `1350000111${index}`;
      const customer = { custname: '藏', cellphones: [phone] };
      const made = JSON.parse((await way.ask({ action: 'create_customer', customer })).text) as {
        customer: { id: number };
      };
      const content = String(made.customer.id);
      const change = { cellphones: [`1350000222${index}`] };
      await way.ask({ action: 'update_customer', type: 'id', content, customer: change });
      await at.store.write((db) => createMessage(db, at.admin, { customerId: BigInt(content), content: '短信' }));
      const operator = 'own';
      const feeds = await feedsOf(way, content, { operator });
      const mask = (end: string): string => `135****${end}`;
      assert.equal(
        feeds.find((one) => one.feed_type === 'Alternation')?.summary,
        `联系电话:  ${mask(`111${index}`)}---->${mask(`111${index}`)},${mask(`222${index}`)}`,
      );
      assert.equal(feeds.find((one) => one.feed_type === 'TextMsgLog')?.['phone'], mask(`111${index}`));
      const before = await auditEntries(at);
      const found = async (query: string): Promise<unknown> =>
        (JSON.parse((await way.ask({ action: 'list_customers', query, operator })).text) as { meta: unknown }).meta;
      const one = { current_page: 1, total_pages: 1, total_count: 1 };
      assert.deepEqual(await found(phone.slice(0, 9)), { current_page: 1, total_pages: 0, total_count: 0 });
      assert.deepEqual(await found(phone), one);
      const got = await way.ask({ action: 'get_customer', type: 'cellphone', content: phone, operator });
      assert.match(got.text, new RegExp(`"content":"135\\*\\*\\*\\*111${index}"`));
      assert.equal((await auditEntries(at)) - before, 3);
      const echo = { cellphones: [[null, mask(`111${index}`)]] };
      const echoed = await way.ask({ action: 'update_customer', type: 'id', content, customer: echo, operator });
      assert.match(echoed.text, /"code":1000/);
      assert.equal((await feedsOf(way, content, { feed_type: 'Alternation' })).length, 1);
    }
  });
});

async function auditEntries({ store, tenantId }: TestApp): Promise<number> {
  const rows = await store.read((db) =>
    db.sql.selectFrom('audit_entries').select('id').where('tenant_id', '=', tenantId).execute(),
  );
  return rows.length;
}
