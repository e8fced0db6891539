import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createField } from '#crm/fields/create-field.ts';
import { updateField } from '#crm/fields/update-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld } from './seed-world.ts';
import { failure, openWays, type Message, type Way } from './ways.ts';

const UNKNOWN = '未知错误';
const SHAPE = '不正确的参数格式';
const WRONG_TYPE = [2060, '无效的唯一标识符类型', { message: '无效的唯一标识符类型', field: 'type' }] as const;
const NOT_FOUND = [2005, '没有找到该资源', { message: "Couldn't find Customer", field: 'content' }] as const;
const WRONG_PAGE = [206201, '参数page不合法'] as const;
const BEYOND = [
  206201,
  '参数page不合法，列表最多返回10000条数据，更多数据请使用客户导出接口 /open_api/customers/export',
] as const;
const WRONG_SIZE = [206211, '参数page_size不合法'] as const;

type Failure = readonly [code: number, message: string, exception?: { message: string; field?: string }];

function fault(message: string, field?: string): Failure {
  return [2000, UNKNOWN, field === undefined ? { message } : { message, field }];
}

onEachEngine('the error table', (boot) => {
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
  const refuses = async (message: Message, expected: Failure): Promise<void> => {
    for (const way of ways) {
      const reply = await way.ask(message);
      assert.equal(reply.text, failure(way, ...expected), `${way.name}: ${JSON.stringify(message)}`);
      assert.equal(reply.status, 200);
    }
  };
  const create = (customer: unknown, more: Readonly<Record<string, unknown>> = {}): Message => ({
    action: 'create_customer',
    customer,
    ...more,
  });
  const countedCustomers = async (): Promise<number> => {
    const reply = await ways[1]!.ask({ action: 'list_customers' });
    return (JSON.parse(reply.text) as { meta: { total_count: number } }).meta.total_count;
  };

  test('values of the wrong type or shape are refused by name, and nothing is stored', async () => {
    const before = await countedCustomers();
    const refused = (customer: unknown, field: string): Promise<void> => refuses(create(customer), fault(SHAPE, field));
    await refused([{}], 'customer');
    await refused(7, 'customer');
    await refused({ address: '只有地址' }, 'customer');
    await refused({ custname: ['甲'] }, 'custname');
    await refused({ custname: '字'.repeat(256) }, 'custname');
    await refused({ custname: 'a\u0000b' }, 'custname');
    await refused({ custname: '甲', address: '字'.repeat(256) }, 'address');
    await refused({ custname: '甲', companyName: '字'.repeat(256) }, 'companyName');
    await refused({ custname: '甲', cellphones: [[null, '1234']] }, 'cellphones');
    await refused({ custname: '甲', cellphones: [[null, '138****8888']] }, 'cellphones');
    await refused({ custname: '甲', cellphones: [[null, '13800138000', 'x']] }, 'cellphones');
    await refused({ custname: '甲', cellphones: [[]] }, 'cellphones');
    await refused({ custname: '甲', cellphones: [{ id: 1 }] }, 'cellphones');
    await refused({ custname: '甲', cellphones: [[999, '13800138000']] }, 'cellphones');
    await refused({ custname: '甲', cellphones: true }, 'cellphones');
    await refused({ custname: '甲', taskId: 12345 }, 'taskId');
    await refused({ custname: '甲', taskId: '没有的任务' }, 'taskId');
    await refused({ custname: '甲', servicegroupId: [1054002] }, 'servicegroupId');
    await refused({ custname: '甲', servicegroupId: true }, 'servicegroupId');
    for (const key of ['custType', 'custFrom', 'dealFlag', 'taskId', 'serviceNo'])
      await refused({ custname: '甲', servicegroupId: 1054002, [key]: '字'.repeat(256) }, key);
    await refused({ custname: ' 　', address: '没有名字' }, 'customer');
    await refused({ custname: '甲', companyName: '  ' }, 'companyName');
    await refused({ custname: '甲', assignTime: '昨天' }, 'assignTime');
    await refused({ custname: '甲', assignTime: '2017-02-30 10:00' }, 'assignTime');
    await refused({ custname: '甲', assignTime: '2023-02-29T10:00:00+08:00' }, 'assignTime');
    await refused({ custname: '甲', assignTime: '9999-12-31T23:59:59Z' }, 'assignTime');
    await refused({ custname: '甲', assignTime: '0000-12-31 00:00' }, 'assignTime');
    await refused({ custname: '甲', customerLabel: 6 }, 'customerLabel');
    await refused({ custname: '甲', customerLabel: { name: '标签' } }, 'customerLabel');
    await refused({ custname: '甲', customerLabel: ['字'.repeat(256)] }, 'customerLabel');
    const many = Array.from({ length: 30_000 }, (_unused, n) => String(100_000 + n));
    await refused({ custname: '甲', cellphones: many }, 'cellphones');
    await refused({ custname: '甲', customerLabel: many }, 'customerLabel');
    await refused({ custname: '甲', jsonStr: 'x y' }, 'jsonStr');
    await refused({ custname: '甲', jsonStr: [1] }, 'jsonStr');
    await refused({ custname: '甲', jsonStr: { '1_没有': 'x' } }, '1_没有');
    await refused({ custname: '甲', jsonStr: { 消费情况: '高消费' } }, '消费情况');
    await refused({ custname: '甲', jsonStr: { '392_消费情况': '没有的选项' } }, '392_消费情况');
    await refuses({ action: 'list_customers', filters: '｜｜｜｜｜' }, fault(SHAPE, 'filters'));
    await refuses({ action: 'list_customers', query: '字'.repeat(256) }, fault(SHAPE, 'query'));
    await refuses({ action: 'feeds', type: 'id', content: 1, feed_type: 'Fax' }, fault(SHAPE, 'feed_type'));
    await refuses({ action: 'filter_customers', companyId: String(at.tenantId) }, fault(SHAPE, 'groupId'));
    await refuses({ action: 'filter_customers', groupId: '1' }, fault(SHAPE, 'companyId'));
    assert.equal(await countedCustomers(), before);
  });

  test('a message without a customer, or with an empty one, says so', async () => {
    const missing = fault('param is missing or the value is empty: customer', 'customer');
    await refuses({ action: 'create_customer' }, missing);
    await refuses(create({}), missing);
    await refuses(create([]), missing);
    await refuses(create('[]'), missing);
    await refuses(create('null'), missing);
    await refuses(create(null), missing);
    await refuses(create(' '), missing);
    await refuses({ action: 'update_customer', type: 'id', content: 1, customer: {} }, missing);
  });

  test('owners are checked in the order of the table', async () => {
    const owner = (serviceNo: unknown, servicegroupId?: unknown): Message =>
      create({ custname: '甲', serviceNo, ...(servicegroupId === undefined ? {} : { servicegroupId }) });
    await refuses(owner('nobody', 1054002), fault('找不到归属工号', 'serviceNo'));
    await refuses(owner('trcs008'), fault('归属工号存在但归属部门不存在', 'servicegroupId'));
    await refuses(owner('trcs008', null), fault('归属工号存在但归属部门不存在', 'servicegroupId'));
    await refuses(owner('trcs008', 999), fault('公司无此部门', 'servicegroupId'));
    await refuses(owner('trcs008', 1001002), fault('员工不属于该部门', 'serviceNo'));
    for (const servicegroupId of [999, 0, -1, 1.5, 'abc', '销售一部', '9223372036854775808']) {
      await refuses(create({ custname: '甲', servicegroupId }), fault('公司无此部门', 'servicegroupId'));
      await refuses(owner('trcs008', servicegroupId), fault('公司无此部门', 'servicegroupId'));
    }
  });

  test('a choice that no dictionary has is named by value and key', async () => {
    await refuses(create({ custname: '甲', custType: '没有' }), fault("'没有' is not a valid custtype", 'custType'));
    await refuses(create({ custname: '甲', custFrom: 'xxx' }), fault("'xxx' is not a valid custfrom", 'custFrom'));
    await refuses(create({ custname: '甲', dealFlag: '99' }), fault("'99' is not a valid dealflag", 'dealFlag'));
  });

  test('a phone of another living customer is refused as it was sent', async () => {
    const used = fault('验证失败: 电话+86 130-0000-0001已经使用', 'cellphones');
    await refuses(create({ custname: '甲', cellphones: ['+86 130-0000-0001'] }), used);
    await refuses(
      { action: 'update_customer', type: 'id', content: 73391, customer: { cellphones: ['+86 130-0000-0001'] } },
      used,
    );
  });

  test('lookups need a known type, then a content that fits', async () => {
    for (const action of ['get_customer', 'update_customer', 'destroy_customer', 'feeds']) {
      const more = action === 'update_customer' ? { customer: { address: '新' } } : {};
      await refuses({ action, ...more }, WRONG_TYPE);
      await refuses({ action, type: 'phone', ...more }, WRONG_TYPE);
      await refuses({ action, type: 'constructor', content: '1', ...more }, WRONG_TYPE);
      await refuses({ action, type: 'id', ...more }, NOT_FOUND);
      await refuses({ action, type: 'id', content: '', ...more }, NOT_FOUND);
      for (const [type, content] of [
        ['id', '4711'],
        ['id', '-1'],
        ['id', '99999999999999999999'],
        ['cellphone', '13999999999'],
        ['cellphone', '无'],
        ['custName', '没有这个人'],
        ['custName', 'a\u0000b'],
        ['companyName', '没有这家公司'],
      ]) {
        await refuses({ action, type, content, ...more }, NOT_FOUND);
      }
    }
  });

  test('pages are whole numbers from 1, sizes from 1 to 100, and a list ends at row 10000', async () => {
    for (const page of ['0', '-1', '1.5', 'x', '1e3', '99999999999999999999']) {
      await refuses({ action: 'list_customers', page }, WRONG_PAGE);
      await refuses({ action: 'feeds', type: 'id', content: 1, page }, WRONG_PAGE);
    }
    for (const size of ['0', '101', 'x', '1.5']) {
      await refuses({ action: 'list_customers', page_size: size }, WRONG_SIZE);
      await refuses({ action: 'feeds', type: 'id', content: 1, page_size: size }, WRONG_SIZE);
    }
    await refuses({ action: 'list_customers', page: 501 }, BEYOND);
    await refuses({ action: 'list_customers', page: 101, page_size: 100 }, BEYOND);
    for (const way of ways) {
      const last = await way.ask({ action: 'list_customers', page: 100, page_size: 100 });
      assert.match(last.text, /"current_page":100,"total_pages":1,"total_count":2\},"result":\[\]/);
      const past = await way.ask({ action: 'feeds', type: 'id', content: 73391, page: Number.MAX_SAFE_INTEGER });
      assert.match(
        past.text,
        /"feeds":\[\],"meta":\{"current_page":9007199254740991,"total_pages":1,"total_count":3\}/,
      );
    }
  });

  test('several faults are answered in the order of the contract', async () => {
    const wrong = {
      custname: ['甲'],
      serviceNo: 'nobody',
      custType: '没有',
      cellphones: ['13000000001'],
    };
    const update = { action: 'update_customer', customer: wrong, operator: 'nobody' };
    await refuses({ ...update, type: 'x' }, WRONG_TYPE);
    await refuses({ ...update, type: 'id' }, NOT_FOUND);
    await refuses({ action: 'feeds', type: 'x', page: 0 }, WRONG_TYPE);
    await refuses({ action: 'feeds', type: 'id', page: 0 }, NOT_FOUND);
    await refuses({ action: 'feeds', type: 'id', content: 1, page: 0, page_size: 0 }, WRONG_PAGE);
    await refuses({ action: 'feeds', type: 'id', content: 1, page_size: 0, operator: 'nobody' }, WRONG_SIZE);
    await refuses({ action: 'list_customers', page: 0, page_size: 0, filters: '｜｜｜｜｜' }, WRONG_PAGE);
    await refuses({ ...update, type: 'id', content: '4711' }, fault('找不到归属工号', 'operator'));
    await refuses({ action: 'create_customer', loginno: 'nobody' }, fault('找不到归属工号', 'loginno'));
    await refuses(
      { ...update, type: 'id', content: '4711', operator: '', customer: null },
      fault('param is missing or the value is empty: customer', 'customer'),
    );
    await refuses({ ...update, type: 'id', content: '4711', operator: '' }, fault(SHAPE, 'custname'));
    const formed = { ...wrong, custname: '甲', taskId: 4711 };
    await refuses(create(formed), fault(SHAPE, 'taskId'));
    await refuses(create({ ...wrong, custname: '甲' }), fault('找不到归属工号', 'serviceNo'));
    await refuses(
      create({ ...wrong, custname: '甲', serviceNo: null }),
      fault("'没有' is not a valid custtype", 'custType'),
    );
    const named = (customer: unknown): Message => ({
      action: 'update_customer',
      type: 'id',
      content: '4711',
      customer,
    });
    await refuses(named({ ...wrong, custname: '甲' }), fault('找不到归属工号', 'serviceNo'));
    await refuses(named({ custType: '没有' }), fault("'没有' is not a valid custtype", 'custType'));
    await refuses(named({ cellphones: ['13000000001'] }), NOT_FOUND);
  });

  test('a required custom field comes before the owner, and only where it is touched', async () => {
    await at.store.write((db) =>
      createField(db, at.tenantId, { record: 'customer', kind: 'number', id: 500n, label: '年收入', required: true }),
    );
    const missing = fault('缺少自定义字段 年收入', 'jsonStr');
    await refuses(create({ custname: '甲', serviceNo: 'nobody' }), missing);
    await refuses(create({ custname: '甲', jsonStr: { '500_年收入': '' } }), missing);
    await refuses(create({ custname: '甲', jsonStr: { 500: '很多' } }), missing);
    const update = (customer: unknown): Message => ({
      action: 'update_customer',
      type: 'id',
      content: 73391,
      customer,
    });
    await refuses(update({ jsonStr: { '500_年收入': null } }), missing);
    await refuses(update({ jsonStr: { '500_x': '1.2.3' } }), missing);
    for (const way of ways) {
      const other = await way.ask(update({ address: `地址${way.name}` }));
      assert.match(other.text, /"code":1000/);
    }
  });

  test('a value that does not fit counts as missing in a required custom field, in another it is a fault of form', async () => {
    const given = { 500: '1' };
    const fields = [
      { kind: 'number', label: '数', wrong: ['很多', '1e999', '字'.repeat(256)] },
      { kind: 'input', label: '单行', wrong: ['字'.repeat(256), 'a\u0000b'] },
      { kind: 'radio', label: '单选', wrong: ['丙', '1'], options: [{ label: '甲' }, { label: '乙' }] },
      { kind: 'checkbox', label: '多选', wrong: ['甲,丙'], options: [{ label: '甲' }, { label: '乙' }] },
      { kind: 'checkbox', label: '是否', wrong: ['也许'], settings: { yesNo: true } },
      { kind: 'cascade', label: '级联', wrong: ['甲/丙'], options: [{ label: '甲', children: [{ label: '乙' }] }] },
      { kind: 'city', label: '地区', wrong: ['火星'] },
      { kind: 'datetime', label: '日期', wrong: ['2023-02-29', '昨天'] },
      { kind: 'telephone', label: '电话', wrong: ['12'] },
      { kind: 'email', label: '邮箱', wrong: ['x'] },
    ] as const;
    for (const [index, { wrong, ...field }] of fields.entries()) {
      const id = BigInt(510 + index);
      await at.store.write((db) => createField(db, at.tenantId, { ...field, record: 'customer', id }));
      const key = `${id}_${field.label}`;
      const cases = wrong.map((value) => ({ custname: '甲', jsonStr: { ...given, [key]: value } }));
      for (const customer of cases) {
        await refuses(create(customer), fault(SHAPE, key));
        await refuses({ action: 'update_customer', type: 'id', content: 73391, customer }, fault(SHAPE, key));
      }
      await at.store.write((db) => updateField(db, at.tenantId, id, { required: true }));
      const missing = fault(`缺少自定义字段 ${field.label}`, 'jsonStr');
      for (const customer of cases) {
        await refuses(create(customer), missing);
        await refuses({ action: 'update_customer', type: 'id', content: 73391, customer }, missing);
        await refuses(create({ ...customer, taskId: 4711 }), fault(SHAPE, 'taskId'));
      }
      await at.store.write((db) => updateField(db, at.tenantId, id, { required: false }));
    }
  });

  test('several customers of one name are shown together and changed by none', async () => {
    for (const address of ['一', '二'])
      await ways[1]!.ask(create({ custname: '同名', address, jsonStr: { 500: '1' } }));
    for (const way of ways) {
      const got = await way.ask({ action: 'get_customer', type: 'CUSTNAME', content: '同名' });
      const { result, customer } = JSON.parse(got.text) as { result: { address: string }[]; customer: unknown };
      assert.deepEqual(
        result.map((one) => one.address),
        ['一', '二'],
      );
      assert.deepEqual(customer, result[0]);
    }
    const several = fault(SHAPE, 'content');
    const lookup = { type: 'custName', content: '同名' };
    await refuses({ action: 'update_customer', ...lookup, customer: { address: '三' } }, several);
    await refuses({ action: 'destroy_customer', ...lookup }, several);
    await refuses({ action: 'feeds', ...lookup }, several);
  });
});
