import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { createText, filterText, getText, listText, updateText } from './seed-texts.ts';
import { fillSeedWorld } from './seed-world.ts';
import { failure, openWays, success, type Way } from './ways.ts';

/** Customer 1 of the seed's list and get examples, as the contract writes it. */
const CUSTOMER_1 = (at: TestApp, phoneId: number): string =>
  '{"id":1,"custname":"测试用户","custType":"企业客户"' +
  `,"cellphones":[{"id":${phoneId},"content":"13000000001"}],"address":"上海市黄埔区皇后大道东29号"` +
  ',"companyName":"北京天润科技有限公司","taskId":99,"taskname":"默认任务","serviceNo":"trcs008","servicegroupId":1054002' +
  `,"companyId":${at.tenantId},"jsonStr":null,"dealFlag":"未处理","assignTime":"2017-05-01 14:44","customerLabel":0` +
  ',"custFrom":"展览","followNum":0,"lastFlowTime":null,"opTime":"2017-05-01 14:44","loginNo":"trcs008"' +
  ',"upLoginNo":"trcs008","upTime":"2017-05-01 14:44","uploginNo":"trcs008","customerStar":0,"customerLabels":[]}';

const TICKET = (id: number): string =>
  `{"feed_type":"Ticket","id":${id},"title":"测试工单","content":"<p>测试工单</p>","custId":73391,"upLoginNo":"008"` +
  ',"status_zh_name":"正常工单","urgency":"紧急","opTime":"2016-03-02T15:04:05.000+08:00"}';

onEachEngine("the seed's examples", (boot) => {
  let at: TestApp;
  let ways: readonly Way[] = [];
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
    ways = await openWays(at);
  });
  after(async () => {
    for (const way of ways) await way[Symbol.asyncDispose]();
  });
  /** A message in the seed's own writing; over REST its members go where they belong. */
  const onEachWay = async (run: (way: Way) => Promise<void>): Promise<void> => {
    for (const way of ways) await run(way);
  };

  test('filter_customers answers the dictionaries, agents and tasks', async () => {
    const members = { loginno: 'TRCS004', groupId: '1001', operator: 'TRCS004', companyId: String(at.tenantId) };
    await onEachWay(async (way) => {
      const reply = await way.ask({ action: 'filter_customers', ...members }, filterText(at.tenantId));
      assert.equal(reply.status, 200);
      assert.equal(
        reply.text,
        success(
          way,
          '"result":{"custFromList":[{"name":"天猫","value":"0"},{"name":"京东","value":"1"},{"name":"百度","value":"2"}' +
            ',{"name":"线下","value":"3"},{"name":"代理商","value":"4"},{"name":"老客户介绍","value":"5"}' +
            ',{"name":"官网注册","value":"6"},{"name":"百度广告","value":"8"},{"name":"展览","value":"9"}]' +
            ',"custTypeList":[{"name":"潜在客户","value":"0"},{"name":"签约客户","value":"1"},{"name":"重复购买","value":"2"}' +
            ',{"name":"流失客户","value":"3"},{"name":"企业客户","value":"5"},{"name":"普通客户","value":"6"}]' +
            ',"dealFlagList":[{"name":"未处理","value":"0"},{"name":"不需要","value":"2"},{"name":"无法接通","value":"8"}' +
            ',{"name":"继续跟踪","value":"10"},{"name":"客户签约","value":"11"},{"name":"了解产品","value":"6"}]' +
            ',"loginNoList":["admin","own","tree","TRCS004","trcs001","trcs008","008"]' +
            ',"taskList":[{"name":"默认任务","value":99},{"name":"空号测试","value":303},{"name":"自定义模板","value":310}]}',
          '222000',
        ),
      );
    });
  });

  test('list_customers and get_customer answer from the store: nothing matches what their examples ask', async () => {
    await onEachWay(async (way) => {
      const operator = { operator: 'trcs001', companyId: String(at.tenantId) };
      const filters = '默认任务｜我的客户｜企业客户｜了解产品｜百度广告';
      const listed = await way.ask(
        { action: 'list_customers', filters, query: '138900010001', ...operator },
        listText(at.tenantId),
      );
      const empty = '"meta":{"current_page":1,"total_pages":0,"total_count":0},"result":[],"customers":[]';
      assert.equal(listed.text, success(way, empty, '123456'));
      const got = await way.ask(
        { action: 'get_customer', type: 'cellphone', content: '138900010001', ...operator },
        getText(at.tenantId),
      );
      const missing = { message: "Couldn't find Customer", field: 'content' };
      assert.equal(got.text, failure(way, 2005, '没有找到该资源', missing, '123456'));
    });
  });

  test('list_customers and get_customer show the customer of their examples when they are asked for it', async () => {
    const phoneId = 1;
    await onEachWay(async (way) => {
      const listed = await way.ask({
        action: 'list_customers',
        filters: '默认任务｜我的客户｜企业客户｜未处理｜展览',
        query: '13000000001',
        operator: 'trcs008',
        companyId: String(at.tenantId),
      });
      const customer = CUSTOMER_1(at, phoneId);
      assert.equal(
        listed.text,
        success(
          way,
          `"meta":{"current_page":1,"total_pages":1,"total_count":1},"result":[${customer}],"customers":[${customer}]`,
        ),
      );
      const got = await way.ask({ action: 'get_customer', type: 'cellphone', content: '13000000001' });
      assert.equal(got.text, success(way, `"result":[${customer}],"customer":${customer}`));
    });
  });

  test('create_customer, update_customer and destroy_customer answer as documented, whatever their examples leave open', async () => {
    await onEachWay(async (way) => {
      const sent = { action: 'create_customer' };
      // Over REST the body holds no action: there the seed's text is the customer alone.
      const created = await way.ask(sent, createText);
      const stored = JSON.parse(created.text) as { customer: Shown };
      const { id, cellphones, customerLabels } = stored.customer;
      assert.deepEqual(
        cellphones.map((phone) => phone.content),
        ['13888888888', '13888889999'],
      );
      const shown = (jsonStr: string): string =>
        `{"id":${id},"custname":"测试用户","custType":"普通客户","cellphones":${JSON.stringify(cellphones)}` +
        ',"address":"上海市黄埔区皇后大道东29号","companyName":null,"taskId":99,"taskname":"默认任务","serviceNo":"008"' +
        `,"servicegroupId":1001002,"companyId":${at.tenantId},"jsonStr":${jsonStr},"dealFlag":"未处理"` +
        `,"assignTime":"2017-05-03 14:44","customerLabel":${JSON.stringify(customerLabels)},"custFrom":null,"followNum":0` +
        ',"lastFlowTime":null,"opTime":"NOW","loginNo":"admin","upLoginNo":"admin","upTime":"NOW","customerStar":0' +
        `,"customerLabels":${JSON.stringify(customerLabels)}}`;
      assert.deepEqual(
        customerLabels.map((label) => label.name),
        ['标签1', '标签2'],
      );
      const custom = '{"392_消费情况":"高消费","373_客户等级":"E"}';
      assert.equal(timeless(created.text), success(way, `"customer":${shown(custom)},"result":[${shown(custom)}]`));

      const updated = await way.ask(
        { action: 'update_customer', type: 'cellphone', content: '13888888888' },
        way.name === 'REST'
          ? updateText
          : updateText.replace('{', '{"action":"update_customer","type":"cellphone","content":"13888888888",'),
      );
      assert.equal(timeless(updated.text), success(way, `"customer":${shown('null')},"result":[${shown('null')}]`));

      const destroyed = await way.ask({ action: 'destroy_customer', type: 'cellphone', content: '13888888888' });
      assert.equal(destroyed.text, success(way, `"customer_id":${id}`));
      const again = await way.ask({ action: 'destroy_customer', type: 'cellphone', content: '13888888888' });
      const missing = { message: "Couldn't find Customer", field: 'content' };
      assert.equal(again.text, failure(way, 2005, '没有找到该资源', missing));
    });
  });

  test('feeds answers the tickets, newest first and then by id descending', async () => {
    await onEachWay(async (way) => {
      const reply = await way.ask({ action: 'feeds', type: 'id', content: '73391', feed_type: 'Ticket' });
      assert.equal(
        reply.text,
        success(
          way,
          `"feeds":[${[234, 125, 123].map(TICKET).join(',')}],"meta":{"current_page":1,"total_pages":1,"total_count":3}`,
        ),
      );
    });
  });

  test('the blank in two of the addresses does no harm', async () => {
    const feeds = await at.fetch(`/open_api/customers/%20feeds?type=id&content=73391&feed_type=Ticket&${at.sign()}`);
    assert.equal(((await feeds.json()) as { code: number }).code, 1000);
    const update = await at.fetch(
      `/open_api/customers/%20update_customer?type=cellphone&content=13000000001&${at.sign()}`,
      { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"customer":{"custname":"测试用户"}}' },
    );
    assert.equal(((await update.json()) as { code: number }).code, 1000);
  });
});

interface Shown {
  readonly id: number;
  readonly cellphones: readonly { readonly id: number; readonly content: string }[];
  readonly customerLabels: readonly { readonly id: number; readonly name: string }[];
}

/** The minute of a write can't be known beforehand. */
function timeless(text: string): string {
  return text.replace(/"(opTime|upTime)":"\d{4}-\d\d-\d\d \d\d:\d\d"/g, '"$1":"NOW"');
}
