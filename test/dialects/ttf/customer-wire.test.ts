import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createField } from '#crm/fields/create-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld } from './seed-world.ts';
import { failure, openWays, type Message, type Way } from './ways.ts';

interface Shown {
  readonly id: number;
  readonly cellphones: readonly { readonly id: number; readonly content: string }[];
  readonly customerLabels: readonly { readonly id: number; readonly name: string }[];
  readonly [key: string]: unknown;
}

const KEYS =
  'id,custname,custType,cellphones,address,companyName,taskId,taskname,serviceNo,servicegroupId,companyId,jsonStr,dealFlag,' +
  'assignTime,customerLabel,custFrom,followNum,lastFlowTime,opTime,loginNo,upLoginNo,upTime';

onEachEngine('a customer on the wire', (boot) => {
  let at: TestApp;
  let strict: TestApp;
  let ways: readonly Way[] = [];
  let strictWays: readonly Way[] = [];
  before(async () => {
    at = await boot.app();
    strict = await boot.app({ HUILIU_STRICT: '1' });
    for (const one of [at, strict]) {
      await fillSeedWorld(one);
      await addFields(one);
    }
    ways = await openWays(at);
    strictWays = await openWays(strict);
  });
  after(async () => {
    for (const way of [...ways, ...strictWays]) await way[Symbol.asyncDispose]();
  });
  const shownBy = async (way: Way, message: Message, text?: string): Promise<Shown> => {
    const reply = await way.ask(message, text);
    const { code, customer } = JSON.parse(reply.text) as { code: number; customer: Shown };
    assert.equal(code, 1000, reply.text);
    return customer;
  };
  const create = (way: Way, customer: unknown, more = {}): Promise<Shown> =>
    shownBy(way, { action: 'create_customer', customer, ...more });
  const update = (way: Way, id: number, customer: unknown): Promise<Shown> =>
    shownBy(way, { action: 'update_customer', type: 'id', content: String(id), customer });
  const get = (way: Way, id: number): Promise<Shown> =>
    shownBy(way, { action: 'get_customer', type: 'id', content: String(id) });
  const changesOf = (one: TestApp, id: number) =>
    one.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['field', 'old_text', 'new_text'])
        .where('tenant_id', '=', one.tenantId)
        .where('record', '=', 'customer')
        .where('record_id', '=', BigInt(id))
        .orderBy('id')
        .execute(),
    );
  const phonesOf = (customer: Shown): string[] => customer.cellphones.map((phone) => phone.content);
  const labelsOf = (customer: Shown): string[] => customer.customerLabels.map((label) => label.name);

  test('keys stand in one order; an empty customer shows null where nothing is', async () => {
    for (const way of ways) {
      const made = await create(way, { custname: '空' });
      assert.equal(Object.keys(made).join(), `${KEYS},customerStar,customerLabels`);
      const read = await get(way, made.id);
      assert.equal(Object.keys(read).join(), `${KEYS},uploginNo,customerStar,customerLabels`);
      const { id, opTime, upTime, ...rest } = read;
      assert.equal(opTime, upTime);
      assert.match(String(opTime), /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
      assert.deepEqual(rest, {
        custname: '空',
        custType: null,
        cellphones: [],
        address: null,
        companyName: null,
        taskId: null,
        taskname: null,
        serviceNo: null,
        servicegroupId: null,
        companyId: Number(at.tenantId),
        jsonStr: null,
        dealFlag: null,
        assignTime: null,
        customerLabel: 0,
        custFrom: null,
        followNum: 0,
        lastFlowTime: null,
        loginNo: 'admin',
        upLoginNo: 'admin',
        uploginNo: 'admin',
        customerStar: 0,
        customerLabels: [],
      });
      assert.ok(id > 0);
    }
  });

  test('keys are read in every spelling, choices by name or code, ids as number or text', async () => {
    for (const way of ways) {
      const made = await create(way, {
        ' CustName ': '甲',
        custtype: '1',
        CUSTFROM: '天猫',
        dealflag: '10',
        taskid: '303',
        SERVICENO: 'TRCS008',
        serviceGroupId: '1054002',
        'assignTime ': '2017-05-03 14:44:59',
        id: 987654,
        followNum: 9,
        lastAccept: 'x',
        opTime: '2001-01-01 00:00',
        loginNo: 'trcs001',
        uploginNo: 'trcs001',
      });
      const { custname, custType, custFrom, dealFlag, taskId, taskname, serviceNo, servicegroupId, assignTime } = made;
      assert.deepEqual(
        { custname, custType, custFrom, dealFlag, taskId, taskname, serviceNo, servicegroupId, assignTime },
        {
          custname: '甲',
          custType: '签约客户',
          custFrom: '天猫',
          dealFlag: '继续跟踪',
          taskId: 303,
          taskname: '空号测试',
          serviceNo: 'trcs008',
          servicegroupId: 1054002,
          assignTime: '2017-05-03 14:44',
        },
      );
      assert.deepEqual([made['loginNo'], made['followNum'], 'lastAccept' in made], ['admin', 0, false]);
      assert.notEqual(made.id, 987654);
    }
  });

  test('phones are added, changed and removed one by one; those not named stay', async () => {
    for (const [index, way] of ways.entries()) {
      const number = (n: number): string => `1390000${index}${String(n).padStart(3, '0')}`;
      const made = await create(way, { cellphones: [[null, number(1)], [null, number(1)], { content: number(2) }] });
      assert.deepEqual(phonesOf(made), [number(1), number(2)]);
      const [one, two] = made.cellphones;
      const flat = await update(way, made.id, { cellphones: [null, number(3)] });
      assert.deepEqual(phonesOf(flat), [number(1), number(2), number(3)]);
      const again = await update(way, made.id, { cellphones: [[null, ` +86 ${number(1)}`]] });
      assert.deepEqual(again.cellphones, flat.cellphones);
      const changed = await update(way, made.id, { cellphones: [one!.id, number(4)] });
      assert.deepEqual(changed.cellphones[0], { id: one!.id, content: number(4) });
      const removed = await update(way, made.id, {
        cellphones: [[String(two!.id), null], { id: one!.id, content: '' }],
      });
      assert.deepEqual(phonesOf(removed), [number(3)]);
      const listed = await update(way, made.id, { cellphones: `${number(5)}， ${number(6)} ,` });
      assert.deepEqual(phonesOf(listed), [number(3), number(5), number(6)]);
      assert.deepEqual(phonesOf(await update(way, made.id, { cellphones: [] })), phonesOf(listed));
      const bare = await update(way, made.id, { cellphones: [Number(number(7))] });
      assert.deepEqual(phonesOf(bare), [...phonesOf(listed), number(7)]);
      const blank = await update(way, made.id, { custname: '  ' });
      assert.equal(blank.custname, null);
      const named = await update(way, made.id, { custname: '有名', cellphones: null });
      assert.deepEqual(phonesOf(named), []);
    }
  });

  test('phones of one message change at once: two may swap, and an old number may be added beside its successor', async () => {
    for (const [index, way] of ways.entries()) {
      const number = (n: number): string => `1391000${index}${String(n).padStart(3, '0')}`;
      const made = await create(way, { cellphones: [number(1), number(2), number(3)] });
      const [one, two, three] = made.cellphones.map((phone) => phone.id) as [number, number, number];
      const after = async (...cellphones: readonly (readonly [number | null, string | null])[]) =>
        (await update(way, made.id, { cellphones })).cellphones.map(({ id, content }) => [id, content] as const);
      assert.deepEqual(await after([one, number(2)], [two, number(1)]), [
        [one, number(2)],
        [two, number(1)],
        [three, number(3)],
      ]);
      assert.deepEqual(await after([one, number(1)], [two, number(3)], [three, number(4)]), [
        [one, number(1)],
        [two, number(3)],
        [three, number(4)],
      ]);
      const readded = await after([one, number(5)], [null, number(1)]);
      assert.deepEqual(readded.slice(0, 3), [
        [one, number(5)],
        [two, number(3)],
        [three, number(4)],
      ]);
      const fourth = readded[3]![0];
      assert.deepEqual(readded.slice(3), [[fourth, number(1)]]);
      assert.ok(![one, two, three].includes(fourth));
      assert.deepEqual(await after([fourth, null], [null, number(1)], [one, number(6)], [two, number(6)]), [
        [one, number(6)],
        [three, number(4)],
        [fourth, number(1)],
      ]);
      assert.deepEqual(await after([three, number(1)]), [
        [one, number(6)],
        [three, number(1)],
      ]);
    }
  });

  test('customerLabel is stars when it is a number from 0 to 5, else the labels', async () => {
    for (const way of ways) {
      const made = await create(way, { custname: '标签', customerLabel: '甲，乙、丙,甲' });
      assert.deepEqual(labelsOf(made), ['甲', '乙', '丙']);
      assert.deepEqual(made['customerLabel'], made.customerLabels);
      const starred = await update(way, made.id, { customerLabel: '4' });
      assert.deepEqual([starred['customerStar'], labelsOf(starred)], [4, ['甲', '乙', '丙']]);
      assert.equal((await get(way, made.id))['customerLabel'], 4);
      const replaced = await update(way, made.id, { customerLabel: [{ id: 7, name: '乙' }, '丁'] });
      assert.deepEqual([replaced['customerStar'], labelsOf(replaced)], [4, ['乙', '丁']]);
      assert.deepEqual(labelsOf(await update(way, made.id, { customerLabel: null })), []);
      assert.equal((await update(way, made.id, { customerLabel: 0 }))['customerStar'], 0);
      const beside = await create(way, { custname: '旁' }, { customerLabel: '旁边' });
      assert.deepEqual(labelsOf(beside), ['旁边']);
      const listed = await create(way, { custname: '旁' }, { customerLabel: ' ["旁,边",{"name":"[2024]"}]' });
      assert.deepEqual(labelsOf(listed), ['旁,边', '[2024]']);
      for (const text of ['[2024]', '[重点]', '["甲"]乙', '[null]']) {
        assert.deepEqual(labelsOf(await update(way, made.id, { customerLabel: text })), [text]);
      }
      assert.deepEqual(labelsOf(await update(way, made.id, { customerLabel: '[]' })), []);
      const both = await create(way, { custname: '星', customerLabel: 3 }, { customerLabel: '旁边' });
      assert.deepEqual([both['customerStar'], labelsOf(both)], [3, ['旁边']]);
      const turned = await create(way, { custname: '星', customerLabel: ['里'] }, { customerLabel: 2 });
      assert.deepEqual([turned['customerStar'], labelsOf(turned)], [2, ['里']]);
    }
  });

  test('an absent key stays, null and an empty text clear', async () => {
    for (const way of ways) {
      const made = await create(way, {
        custname: '清',
        address: '上海',
        companyName: '清空公司',
        custType: '潜在客户',
        taskId: 99,
        serviceNo: 'trcs008',
        servicegroupId: 1054002,
        jsonStr: { '392_消费情况': '高消费', 373: 'E' },
      });
      assert.deepEqual(made['jsonStr'], { '392_消费情况': '高消费', '373_客户等级': 'E' });
      const one = await update(way, made.id, { address: '', jsonStr: { 392: null } });
      assert.deepEqual(
        [one['address'], one['companyName'], one['jsonStr']],
        [null, '清空公司', { '373_客户等级': 'E' }],
      );
      for (const nothing of [{}, [], '{}', '[]']) {
        assert.deepEqual((await update(way, made.id, { jsonStr: nothing }))['jsonStr'], { '373_客户等级': 'E' });
      }
      assert.equal((await update(way, made.id, { jsonStr: 'null' }))['jsonStr'], null);
      await update(way, made.id, { jsonStr: { 373: 'E' } });
      const all = await update(way, made.id, {
        companyName: null,
        custType: '',
        taskId: null,
        serviceNo: null,
        jsonStr: '',
      });
      for (const key of ['companyName', 'custType', 'taskId', 'taskname', 'serviceNo', 'servicegroupId', 'jsonStr']) {
        assert.equal(all[key], null, key);
      }
    }
  });

  test('a department alone takes the customer, and lets go of an agent who is not in it', async () => {
    for (const way of ways) {
      const made = await create(way, { custname: '转', serviceNo: 'trcs008', servicegroupId: 1054002 });
      assert.notEqual(made['assignTime'], null);
      const moved = await update(way, made.id, { servicegroupId: 1001002 });
      assert.deepEqual([moved['serviceNo'], moved['servicegroupId']], [null, 1001002]);
      const refused = await way.ask({
        action: 'update_customer',
        type: 'id',
        content: made.id,
        customer: { serviceNo: '008' },
      });
      assert.match(refused.text, /归属工号存在但归属部门不存在/);
    }
  });

  test('custom fields of every kind come back as they were sent', async () => {
    const jsonStr = {
      '601_单行': '文字',
      '602_多行': '第一行\n第二行',
      '603_数字': '9007199254740993.25',
      '604_单选': '是的',
      '605_多选': '红,绿',
      '606_级联': '中国/上海',
      '607_地区': '上海市/黄浦区',
      '608_日期': '2017-05-03 14:44',
      '609_电话': '02112345678',
      '610_邮箱': 'a@b.cn',
    };
    for (const way of ways) {
      const made = await create(way, { custname: '自定义', jsonStr: JSON.stringify(jsonStr) });
      assert.deepEqual(made['jsonStr'], { ...jsonStr, '607_地区': (made['jsonStr'] as typeof jsonStr)['607_地区'] });
      const echoed = await update(way, made.id, { jsonStr: made['jsonStr'] });
      assert.deepEqual(echoed['jsonStr'], made['jsonStr']);
      assert.deepEqual(await changesOf(at, made.id), []);
      for (const key of ['611_附件', '612_x']) {
        const refused = await way.ask({
          action: 'create_customer',
          customer: { custname: '附', jsonStr: { [key]: 'x' } },
        });
        assert.equal(refused.text, failure(way, 2000, '未知错误', { message: '不正确的参数格式', field: key }));
      }
    }
  });

  test('labels that hold the commas or slashes that part them are written as they are shown', async () => {
    await at.store.write(async (db) => {
      const options = ['1,000元以下', '1,000-5,000元', '面议'].map((label) => ({ label }));
      await createField(db, at.tenantId, { record: 'customer', kind: 'checkbox', label: '预算', id: 621n, options });
      const tree = [{ label: '汽车/摩托', children: [{ label: '轿车' }, { label: 'SUV/越野' }] }];
      await createField(db, at.tenantId, {
        record: 'customer',
        kind: 'cascade',
        label: '品类',
        id: 622n,
        options: tree,
      });
    });
    for (const way of ways) {
      for (const [budget, kind] of [
        ['1,000-5,000元,面议', '汽车/摩托/SUV/越野'],
        ['1,000元以下,1,000-5,000元,面议', '汽车/摩托/轿车'],
        ['1,000元以下', '汽车/摩托'],
      ]) {
        const jsonStr = { '621_预算': budget, '622_品类': kind };
        const made = await create(way, { custname: '标点', jsonStr });
        assert.deepEqual(made['jsonStr'], jsonStr);
      }
      const made = await create(way, { custname: '标点', jsonStr: { 621: ['1,000元以下', ' 面议'] } });
      assert.deepEqual(made['jsonStr'], { '621_预算': '1,000元以下,面议' });
      for (const jsonStr of [{ 621: '1,000' }, { 621: '1,000-5,000元,000' }, { 622: '汽车' }, { 622: '轿车' }]) {
        const refused = await way.ask({ action: 'create_customer', customer: { custname: '标点', jsonStr } });
        assert.match(refused.text, /"exception":\{"message":"不正确的参数格式","field":"62[12]"\}/);
      }
    }
  });

  test('a number where a text belongs is taken digit by digit, however it is written', async () => {
    for (const way of ways) {
      for (const [sent, kept] of [
        ['9007199254740993.25', '9007199254740993.25'],
        ['12345678901234567890', '12345678901234567890'],
        ['1e-7', '0.0000001'],
        ['-1.5E+21', '-1500000000000000000000'],
      ] as const) {
        const customer = `{"custname":${sent},"jsonStr":{"603_数字":${sent}}}`;
        const text = `{"action":"create_customer","customer":${customer}}`;
        const made = await shownBy(way, { action: 'create_customer' }, text);
        assert.deepEqual([made['custname'], made['jsonStr']], [kept, { '603_数字': kept }]);
        if (way.name === 'REST') continue;
        const lookup = `{"action":"get_customer","type":"custName","content":${sent}}`;
        assert.equal((await shownBy(way, { action: 'get_customer' }, lookup))['custname'], kept);
      }
      const beyond = await way.ask(
        { action: 'create_customer' },
        '{"action":"create_customer","customer":{"custname":1e400}}',
      );
      assert.match(beyond.text, /"exception":\{"message":"不正确的参数格式","field":"custname"\}/);
    }
  });

  test('what is shown can be sent back as it is and changes nothing, also in strict mode', async () => {
    for (const [one, all] of [
      [at, ways],
      [strict, strictWays],
    ] as const) {
      for (const [index, way] of all.entries()) {
        const made = await create(way, {
          custname: '回声',
          custType: '企业客户',
          cellphones: [`1370000000${index}`, `021-1234567${index}`],
          companyName: '回声公司',
          taskId: 310,
          serviceNo: '008',
          servicegroupId: 1001002,
          jsonStr: { '392_消费情况': '高消费', '608_日期': '2017-05-03 14:44' },
          dealFlag: '了解产品',
          custFrom: '展览',
          customerLabel: '回声1,回声2',
        });
        const read = await get(way, made.id);
        for (const shown of [made, read]) {
          const back = await update(way, made.id, shown);
          assert.deepEqual(back, made);
          for (const [key, value] of Object.entries(shown)) await update(way, made.id, { [key]: value });
        }
        assert.deepEqual(await get(way, made.id), read);
        assert.deepEqual(await changesOf(one, made.id), []);
      }
    }
  });

  test('unknown keys are passed over and counted, in strict mode refused by name', async () => {
    for (const way of ways) {
      await create(way, { custname: '多', colour: '红' }, { foo: 1 });
    }
    const metrics = await (await at.fetch('/metrics')).text();
    assert.match(metrics, /huiliu_unknown_keys_total\{dialect="ttf",operation="create_customer"\} [6-9]/);
    for (const way of strictWays) {
      const inside = await way.ask({ action: 'create_customer', customer: { custname: '多', Colour: '红' } });
      assert.equal(inside.text, failure(way, 2000, '未知错误', { message: '不正确的参数格式', field: 'Colour' }));
      const beside = await way.ask({ action: 'get_customer', type: 'id', content: '1', foo: '1' });
      assert.equal(beside.text, failure(way, 2000, '未知错误', { message: '不正确的参数格式', field: 'foo' }));
    }
  });

  test('ids are exact to the last digit, in and out', async () => {
    const id = 9_223_372_036_854_775_807n;
    await at.store.write((db) => createCustomer(db, at.admin, { name: '大' }, { id }));
    for (const way of ways) {
      for (const content of [String(id), id]) {
        const reply = await way.ask({ action: 'get_customer', type: 'id', content });
        assert.match(reply.text, /\{"id":9223372036854775807,"custname":"大"/);
      }
      const near = await way.ask({ action: 'get_customer', type: 'id', content: String(id - 1n) });
      assert.match(near.text, /"code":2005/);
    }
  });
});

async function addFields({ store, tenantId }: TestApp): Promise<void> {
  const options = (...labels: string[]) => labels.map((label) => ({ label }));
  await store.write(async (db) => {
    const kinds = [
      ['input', '单行', {}],
      ['textarea', '多行', {}],
      ['number', '数字', {}],
      ['radio', '单选', { options: options('是的', '不是') }],
      ['checkbox', '多选', { options: options('红', '绿', '蓝') }],
      ['cascade', '级联', { options: [{ label: '中国', children: options('上海', '北京') }] }],
      ['city', '地区', {}],
      ['datetime', '日期', {}],
      ['telephone', '电话', {}],
      ['email', '邮箱', {}],
      ['attachment', '附件', {}],
    ] as const;
    for (const [index, [kind, label, more]] of kinds.entries()) {
      await createField(db, tenantId, { record: 'customer', kind, label, id: BigInt(601 + index), ...more });
    }
  });
}
