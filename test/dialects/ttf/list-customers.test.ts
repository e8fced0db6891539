import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createOption } from '#crm/options/create-option.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld } from './seed-world.ts';
import { openWays, type Way } from './ways.ts';

interface Listed {
  readonly names: readonly string[];
  readonly total: number;
  readonly pages: number;
}

onEachEngine('list_customers', (boot) => {
  let at: TestApp;
  let ways: readonly Way[] = [];
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
    ways = await openWays(at);
    const customers = [
      {
        custname: '张三',
        taskId: 99,
        custType: '潜在客户',
        dealFlag: '未处理',
        custFrom: '天猫',
        cellphones: ['13800001111'],
      },
      {
        custname: '张三丰',
        taskId: 99,
        custType: '签约客户',
        dealFlag: '未处理',
        custFrom: '京东',
        cellphones: ['13800002222'],
      },
      { custname: 'Zhang Ⅲ', taskId: 303, custType: '潜在客户', serviceNo: 'trcs001', servicegroupId: 1054002 },
      { custname: '李四', serviceNo: 'TRCS004', servicegroupId: 1054002, custType: '潜在客户', taskId: 99 },
      { custname: '李四2222', serviceNo: '008', servicegroupId: 1001002 },
      { custname: '部门的', servicegroupId: 1001002 },
      { custname: 'ÄÖÜ 100%_', cellphones: ['+86 138-0000-3333', '021-55558888'] },
    ];
    for (const customer of customers) {
      const reply = await ways[1]!.ask({ action: 'create_customer', customer });
      assert.match(reply.text, /"code":1000/);
    }
  });
  after(async () => {
    for (const way of ways) await way[Symbol.asyncDispose]();
  });
  /** The same answer on every way; customers 1 and 73391 of the seed are old and come last. */
  const list = async (members: Readonly<Record<string, unknown>>): Promise<Listed> => {
    const answers: Listed[] = [];
    for (const way of ways) {
      const reply = await way.ask({ action: 'list_customers', ...members });
      const { code, meta, result, customers } = JSON.parse(reply.text) as {
        code: number;
        meta: { total_count: number; total_pages: number };
        result: { custname: string }[];
        customers: unknown;
      };
      assert.equal(code, 1000, reply.text);
      assert.deepEqual(result, customers);
      const names = result.map((one) => one.custname);
      answers.push({ names, total: meta.total_count, pages: meta.total_pages });
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    return answers[0]!;
  };
  const names = async (members: Readonly<Record<string, unknown>>): Promise<readonly string[]> => {
    const found = await list(members);
    assert.equal(found.total, found.names.length);
    return found.names;
  };
  const ALL = ['ÄÖÜ 100%_', '部门的', '李四2222', '李四', 'Zhang Ⅲ', '张三丰', '张三', '工单客户', '测试用户'];

  test('without filters all are there, newest created first', async () => {
    assert.deepEqual(await names({}), ALL);
    for (const filters of ['', '｜｜｜｜', '全部|全部|全部|全部|全部', 'null｜全部客户', ' ∣ │ ']) {
      assert.deepEqual(await names({ filters }), ALL, filters);
    }
  });

  test('each place takes a name or a code, bars are taken in every form and places trimmed', async () => {
    assert.deepEqual(await names({ filters: '默认任务' }), ['李四', '张三丰', '张三', '测试用户']);
    assert.deepEqual(await names({ filters: '303' }), ['Zhang Ⅲ']);
    assert.deepEqual(await names({ filters: '｜｜潜在客户' }), ['李四', 'Zhang Ⅲ', '张三']);
    assert.deepEqual(await names({ filters: '| |0' }), ['李四', 'Zhang Ⅲ', '张三']);
    assert.deepEqual(await names({ filters: '默认任务 ∣ 全部 │ 潜在客户 | 未处理 ｜ 天猫 ' }), ['张三']);
    assert.deepEqual(await names({ filters: '默认任务｜我的客户｜企业客户｜未处理｜展览', operator: 'trcs008' }), [
      '测试用户',
    ]);
    for (const unknown of ['没有', '｜没有', '｜｜没有', '｜｜｜没有', '｜｜｜｜没有', '｜nobody']) {
      assert.deepEqual(await list({ filters: unknown }), { names: [], total: 0, pages: 0 }, unknown);
    }
  });

  test('ownership is mine, my departments, nobody, everybody, or a login number', async () => {
    assert.deepEqual(await names({ filters: '｜我的客户', operator: 'trcs004' }), ['李四']);
    assert.deepEqual(await names({ filters: '｜我的客户' }), []);
    assert.deepEqual(await names({ filters: '｜部门客户', operator: 'trcs001' }), ['李四', 'Zhang Ⅲ', '测试用户']);
    assert.deepEqual(await names({ filters: '｜部门客户', loginno: '008' }), ['部门的', '李四2222']);
    assert.deepEqual(await names({ filters: '｜公共客户' }), ['ÄÖÜ 100%_', '张三丰', '张三', '工单客户']);
    assert.deepEqual(await names({ filters: '｜TRCS001' }), ['Zhang Ⅲ']);
  });

  test('the keyword finds a part of a name in any case, or of a phone when it is written like one', async () => {
    assert.deepEqual(await names({ query: '张三' }), ['张三丰', '张三']);
    assert.deepEqual(await names({ query: '三丰' }), ['张三丰']);
    assert.deepEqual(await names({ query: 'zhang iii' }), ['Zhang Ⅲ']);
    assert.deepEqual(await names({ query: 'äöü' }), ['ÄÖÜ 100%_']);
    assert.deepEqual(await names({ query: '100%_' }), ['ÄÖÜ 100%_']);
    assert.deepEqual(await names({ query: '%' }), ['ÄÖÜ 100%_']);
    assert.deepEqual(await names({ query: 'zhangsan' }), []);
    assert.deepEqual(await names({ query: '00001111' }), ['张三']);
    assert.deepEqual(await names({ query: '138-0000' }), ['ÄÖÜ 100%_', '张三丰', '张三']);
    assert.deepEqual(await names({ query: '+86 138 0000 3333' }), ['ÄÖÜ 100%_']);
    assert.deepEqual(await names({ query: '2222' }), ['李四2222', '张三丰']);
    assert.deepEqual(await names({ query: '5' }), ['ÄÖÜ 100%_']);
    assert.deepEqual(await names({ query: '8' }), ['ÄÖÜ 100%_', '张三丰', '张三']);
    assert.deepEqual(await names({ query: 'a\u0000b' }), []);
    assert.deepEqual(await names({ query: '张三', filters: '｜｜签约客户' }), ['张三丰']);
    assert.deepEqual(await names({ query: '张三', filters: '｜公共客户｜｜｜天猫' }), ['张三']);
  });

  test('pages follow each other and one past the end is empty', async () => {
    assert.deepEqual(await list({ page_size: 4 }), { names: ALL.slice(0, 4), total: 9, pages: 3 });
    assert.deepEqual(await list({ page_size: '4', page: '3' }), { names: ALL.slice(8), total: 9, pages: 3 });
    assert.deepEqual(await list({ page_size: 4, '*page': 2 }), { names: ALL.slice(4, 8), total: 9, pages: 3 });
    assert.deepEqual(await list({ page_size: 4, page: 4 }), { names: [], total: 9, pages: 3 });
    assert.deepEqual(await list({ page_size: 1, page: 10_000 }), { names: [], total: 9, pages: 9 });
  });

  test("an operator sees what its role reaches: its own, those that it serves, and the pool's", async () => {
    const pool = ['ÄÖÜ 100%_', '张三丰', '张三', '工单客户'];
    assert.deepEqual(await names({ operator: 'own' }), pool);
    assert.deepEqual(await names({ operator: 'own', filters: '｜TRCS001' }), []);
    assert.deepEqual(await names({ operator: 'own', query: '李四' }), []);
    for (const way of ways) {
      const hidden = await way.ask({ action: 'get_customer', type: 'custName', content: '李四', operator: 'own' });
      assert.match(hidden.text, /"code":2005/);
      const owner = { serviceNo: 'TRCS004', servicegroupId: 1054002, address: '新' };
      const edit = { action: 'update_customer', type: 'custName', content: '李四', customer: owner, operator: 'own' };
      assert.match((await way.ask(edit)).text, /"code":2005/);
      const remove = { action: 'destroy_customer', type: 'custName', content: '张三', operator: 'own' };
      assert.match((await way.ask(remove)).text, /"code":2000,.*没有权限/);
    }
    assert.deepEqual(await names({}), ALL);
  });

  test('totals stay exact while customers change and go', async () => {
    const one = ways[1]!;
    await one.ask({ action: 'update_customer', type: 'custName', content: '张三', customer: { custType: '签约客户' } });
    assert.deepEqual(await names({ filters: '｜｜签约客户' }), ['张三丰', '张三']);
    await one.ask({ action: 'destroy_customer', type: 'custName', content: '张三丰' });
    assert.deepEqual(await names({ filters: '｜｜签约客户' }), ['张三']);
    assert.deepEqual(await names({ query: '张三' }), ['张三']);
    assert.deepEqual(await names({ query: '13800002222' }), []);
    assert.equal((await list({})).total, 8);
  });

  test('a task is found by the value that filter_customers tells, whatever its code', async () => {
    const task = { id: 311n, name: '老客回访', code: 'T-1' };
    await at.store.write((db) => createOption(db, at.tenantId, 'task', task));
    await at.store.write((db) => createOption(db, at.tenantId, 'task', { id: 312n, name: '别的任务', code: '311' }));
    const one = ways[1]!;
    await one.ask({ action: 'update_customer', type: 'custName', content: '部门的', customer: { taskId: 311 } });
    const told = await one.ask({ action: 'filter_customers', groupId: '1', companyId: String(at.tenantId) });
    assert.match(told.text, /\{"name":"老客回访","value":311\}/);
    for (const filters of ['311', '老客回访', 'T-1｜部门客户']) {
      assert.deepEqual(await names({ filters, operator: '008' }), ['部门的'], filters);
    }
  });
});
