import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fillDemo } from '#cli/demo/fill-demo.ts';
import { FREE_PHONES } from '#cli/demo/ttf-seed.ts';
import { rowCountName } from '#crm/assets/asset-table.ts';
import { getTable } from '#crm/assets/get-table.ts';
import { readCount } from '#crm/counts.ts';
import { fieldKinds } from '#crm/fields/create-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

type Json = Record<string, never>;

onEachEngine("the demo's records", (boot) => {
  let at: TestApp;
  let token: string;
  before(async () => {
    at = await boot.demo();
    const form = `grant_type=client_credentials&client_id=${at.client.id}&client_secret=${at.client.secret}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await at.fetch('/oauth2/token', { method: 'POST', body: form, headers });
    token = ((await answer.json()) as { access_token: string }).access_token;
  });

  const ttf = async (path: string, init?: RequestInit): Promise<Json> =>
    (await (await at.fetch(`/open_api/${path}&${at.sign()}`, init)).json()) as Json;
  const bangwo8 = async (path: string): Promise<Json> => {
    const user = Buffer.from(`demo|admin:${at.adminLogin.password}`).toString('base64');
    const answer = await at.fetch(`/api/v1/${path}`, { headers: { authorization: `Basic ${user}` } });
    assert.equal(answer.status, 200, path);
    return (await answer.json()) as Json;
  };
  const icsoc = async (path: string): Promise<Json> => {
    const answer = await at.fetch(`/openapi/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200, path);
    return ((await answer.json()) as { data: Json }).data;
  };

  test('TTF: customer 1 as list and get show it, the free phones, the tickets of 73391, the agents of group 1001', async () => {
    const { customer } = await ttf('customers/get_customer?type=cellphone&content=13000000001');
    assert.deepEqual(customer, {
      id: 1,
      custname: '测试用户',
      custType: '企业客户',
      cellphones: [{ id: 1, content: '13000000001' }],
      address: '上海市黄埔区皇后大道东29号',
      companyName: '北京天润科技有限公司',
      taskId: 99,
      taskname: '默认任务',
      serviceNo: 'trcs008',
      servicegroupId: 1054002,
      companyId: 1054,
      jsonStr: null,
      dealFlag: '未处理',
      assignTime: '2017-05-03 14:44',
      customerLabel: 0,
      custFrom: '展览',
      followNum: 1,
      lastFlowTime: '2017-05-07 14:44',
      opTime: '2017-05-01 14:44',
      loginNo: 'trcs008',
      upLoginNo: 'trcs008',
      upTime: '2017-05-01 14:44',
      uploginNo: 'trcs008',
      customerStar: 0,
      customerLabels: [],
    });
    for (const phone of FREE_PHONES) {
      assert.equal((await ttf(`customers/get_customer?type=cellphone&content=${phone}`))['code'], 2005);
    }
    const { feeds } = await ttf('customers/feeds?type=id&content=73391&feed_type=Ticket');
    assert.deepEqual(new Set((feeds as unknown as { id: number }[]).map(({ id }) => id)), new Set([123, 234, 125]));
    assert.deepEqual(feeds![0], {
      feed_type: 'Ticket',
      id: 234,
      title: '测试工单',
      content: '<p>测试工单</p>',
      custId: 73391,
      upLoginNo: '1',
      status_zh_name: '正常工单',
      urgency: '紧急',
      opTime: '2016-03-02T15:04:05.000+08:00',
    });
    const { result } = await ttf('customers/filter_customers?groupId=1001&companyId=1054&operator=TRCS004');
    assert.deepEqual(result!['loginNoList'], ['TRCS004']);
  });

  test('TTF: the create example finds everything that it names', async () => {
    const customer = {
      custname: '测试用户',
      custType: '普通客户',
      cellphones: FREE_PHONES.map((phone) => [null, phone]),
      taskId: 99,
      serviceNo: '008',
      servicegroupId: 1001002,
      jsonStr: { '392_消费情况': '高消费', '373_客户等级': 'E' },
      dealFlag: '未处理',
      customerLabel: '标签1,标签2',
    };
    const headers = { 'content-type': 'application/json' };
    const made = await ttf('customers?', { method: 'POST', headers, body: JSON.stringify({ customer }) });
    assert.equal(made['code'], 1000, JSON.stringify(made));
    assert.deepEqual(made['customer']!['customerLabel'], [
      { id: 1, name: '标签1' },
      { id: 2, name: '标签2' },
    ]);
    assert.deepEqual(made['customer']!['jsonStr'], { '373_客户等级': 'E', '392_消费情况': '高消费' });
    const gone = await ttf(`customers/destroy_customer?type=cellphone&content=${FREE_PHONES[0]}`, { method: 'DELETE' });
    assert.equal(gone['code'], 1000);
  });

  test('Bangwo8: the companies of its examples under their ids, and the table that its extension opens', async () => {
    for (const id of [1, 2, 3, 111, 123, 223, 9516936, 10722418, 12352625]) {
      assert.equal((await bangwo8(`companies/${id}.json`))['company']!['uId'], String(id));
    }
    const { columns } = await at.store.read((db) => getTable(db, at.admin, { key: 'contracts' }));
    assert.deepEqual(
      columns.map(({ key }) => key),
      ['serial', 'asset_field_1', 'asset_field_2', 'field_a', 'field_b', 'field_d'],
    );
    assert.equal(await at.store.read((db) => readCount(db, 1054n, rowCountName(1n))), 50);
  });

  test('icsoc: the record types, the client with its opportunity and its two records', async () => {
    assert.deepEqual(await icsoc('followupRecord/recordTypes'), [
      { id: 36, dic_name: '系统自动' },
      { id: 37, dic_name: '123123' },
      { id: 38, dic_name: '慢速记录' },
      { id: 39, dic_name: '光速记录' },
    ]);
    const page = await icsoc('followupRecord/followupRecords?cle_id=6470844909275561985');
    assert.equal(page['total'], 2);
    const [newest] = page['rows'] as unknown as { id: string; client: Json; opportunity: Json }[];
    assert.equal(newest!.id, '6471994225851613185');
    assert.equal(newest!.client['opportunity_num'], 4);
    assert.equal(newest!.client['create_role_name'], '鲁权测试');
    assert.equal(newest!.client['datasource_6470223215527706625_name'], '武汉沌口门店');
    assert.equal(newest!.opportunity['id'], '6471982131139821569');
  });

  test('are about as many as promised, with custom fields of every kind and customers in the pool', async () => {
    const count = async (
      table: 'customers' | 'companies' | 'opportunities' | 'follow_ups' | 'tickets' | 'calls' | 'messages',
    ) => {
      const { n } = await at.store.read((db) =>
        db.sql
          .selectFrom(table)
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('tenant_id', '=', 1054n)
          .executeTakeFirstOrThrow(),
      );
      return Number(n);
    };
    const near = (n: number, wanted: number) => Math.abs(n - wanted) <= wanted / 20;
    assert.ok(near(await count('customers'), 200));
    assert.ok(near(await count('companies'), 40));
    assert.ok(near(await count('opportunities'), 60));
    assert.ok(near(await count('follow_ups'), 400));
    for (const table of ['tickets', 'calls', 'messages'] as const) assert.ok((await count(table)) >= 50);
    const { fields, options } = await at.store.directory(1054n);
    const kinds = new Set([...fields.get('customer')!.all, ...fields.get('company')!.all].map(({ kind }) => kind));
    assert.deepEqual(kinds, new Set(fieldKinds));
    for (const [dictionary, name] of [
      ['customer_type', '企业客户'],
      ['customer_type', '普通客户'],
      ['customer_source', '百度广告'],
      ['customer_source', '展览'],
      ['deal_flag', '了解产品'],
    ] as const) {
      assert.ok(options.get(dictionary)!.byName.has(name), name);
    }
    const list = await ttf(`customers?filters=${encodeURIComponent('｜公共客户｜｜｜')}`);
    assert.ok((list['meta']!['total_count'] as number) > 10);
  });

  test('stay as they are when the demo starts again', async () => {
    const customers = async () => (await ttf('customers?'))['meta']!['total_count'];
    const before = await customers();
    const { clientSecret } = await fillDemo(at.store);
    assert.equal(clientSecret, at.client.secret);
    assert.equal(await customers(), before);
  });
});
