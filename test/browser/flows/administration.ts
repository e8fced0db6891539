import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function administrationFlows(console: () => Console): void {
  test('an agent is made with a password that is shown once, and signs in with it', async () => {
    const { app, open, visit } = console();
    const page = await open('admin', '/admin/people');
    await page.getByRole('button', { name: '新建坐席' }).click();
    const dialog = page.getByRole('dialog', { name: '新建坐席' });
    await dialog.getByLabel('工号').fill('N100');
    await dialog.getByLabel('名称').fill('新坐席');
    await dialog.getByLabel('角色').click();
    await page.getByTitle('坐席', { exact: true }).click();
    await dialog.getByLabel('主要部门').click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().click();
    await dialog.getByRole('button', { name: '保存' }).click();
    const shown = page.getByRole('dialog').filter({ hasText: '密码只显示这一次' });
    const password = (await shown.locator('code').innerText()).trim();
    const context = await visit();
    const other = await context.newPage();
    await other.goto(`${app.baseUrl}/sign-in`);
    await other.getByLabel('工号', { exact: true }).fill('N100');
    await other.getByLabel('企业代码').fill(app.tenantCode);
    await other.getByLabel('密码', { exact: true }).fill(password);
    await other.keyboard.press('Enter');
    await other.getByRole('heading', { name: '新坐席，您好' }).waitFor();
    assert.equal(await other.getByRole('link', { name: '人员与规则' }).count(), 0);
    await other.goto(`${app.baseUrl}/admin/people`);
    await other.getByText('没有权限').waitFor();
    await context.close();
    await console().leave(page);
  });

  test("a number that the pool's rule can't have is refused beside it, and nothing is saved in its place", async () => {
    const { open, api } = console();
    const kept = await api<{ quotaPerDay: number }>('admin', 'GET', '/admin/pool-rule');
    const page = await open('admin', '/admin/people?tab=pool');
    const quota = page.getByLabel('每人每天可领取');
    const save = page.getByRole('button', { name: '保存' });
    for (const [text, refusal] of [
      ['-5', '不能小于 0'],
      ['1.5', '应为整数'],
      ['2000000', '应为整数，在允许的范围内'],
    ] as const) {
      await quota.fill(text);
      await save.click();
      await page.getByText(refusal, { exact: true }).waitFor();
      assert.equal(await quota.inputValue(), text);
    }
    assert.deepEqual(await api('admin', 'GET', '/admin/pool-rule'), kept);
    await console().leave(page);
  });

  test("an address that was typed by hand with a wrong filter says what is wrong in the agent's language", async () => {
    const page = await console().open('admin', '/customers?type=abc');
    await page.getByRole('alert').getByText('格式不正确').waitFor();
    await console().leave(page);
  });

  test('a custom field made here is on the customer page at once, and shows its name in each dialect', async () => {
    const { open, api } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', { name: '有新字段' });
    const customer = await open('admin', `/customers/${id}`);
    await customer.getByRole('status', { name: '实时更新已连接' }).waitFor();
    const page = await open('admin', '/admin/people?tab=fields');
    await page.getByRole('button', { name: '新建字段' }).click();
    const dialog = page.getByRole('dialog', { name: '新建字段' });
    await dialog.getByLabel('字段名').fill('会员号');
    await dialog.getByRole('button', { name: '保存' }).click();
    const row = page.getByRole('row').filter({ hasText: '会员号' });
    await row.getByText(/_会员号$/).waitFor();
    await row.getByText(/^input_\d+$/).waitFor();
    await customer.getByRole('button', { name: /^修改会员号：/ }).click();
    await customer.getByRole('textbox', { name: '会员号' }).fill('VIP-7');
    await customer.keyboard.press('Enter');
    await customer.getByRole('button', { name: '修改会员号：VIP-7' }).waitFor();
    await console().leave(customer);
    await console().leave(page);
  });

  test('a department is made below another, renamed, and can not be put below itself', async () => {
    const { open, api } = console();
    const page = await open('admin', '/admin/people?tab=departments');
    const make = async (name: string, parent?: string): Promise<void> => {
      await page.getByRole('button', { name: '新建部门' }).click();
      const dialog = page.getByRole('dialog', { name: '新建部门' });
      await dialog.getByRole('button', { name: '保存' }).click();
      await dialog.getByText('请填写部门名称').waitFor();
      await dialog.getByLabel('部门名称').fill(name);
      if (parent !== undefined) {
        await dialog.getByLabel('上级部门').fill(parent);
        await page.keyboard.press('Enter');
      }
      await dialog.getByRole('button', { name: '保存' }).click();
      await page.getByRole('treeitem', { name }).waitFor();
    };
    await make('华东');
    await make('上海', '华东');
    await page.getByRole('button', { name: '编辑 华东' }).click();
    const dialog = page.getByRole('dialog', { name: '华东' });
    await dialog.getByLabel('上级部门').click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').first().waitFor();
    for (const name of ['华东', '上海']) assert.equal(await page.getByTitle(name, { exact: true }).count(), 0);
    await page.keyboard.press('Escape');
    await dialog.getByLabel('部门名称').fill('华东大区');
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('treeitem', { name: '华东大区' }).waitFor();
    const { departments } = await api<{ departments: { id: string; name: string; parentId: string | null }[] }>(
      'admin',
      'GET',
      '/directory',
    );
    const [east, city] = ['华东大区', '上海'].map((name) => departments.find((one) => one.name === name));
    assert.equal(city?.parentId, east?.id);
    await console().leave(page);
  });

  test('an entry of a dictionary is offered at once, moves up, is switched off, and stays where it is in use', async () => {
    const { open, api } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', { name: '等新选项的人' });
    const page = await open('admin', '/admin/people?tab=dictionaries');
    await page.getByRole('combobox', { name: '字典' }).click();
    await page.getByTitle('客户级别', { exact: true }).click();
    await page.getByRole('button', { name: '新建选项' }).click();
    const dialog = page.getByRole('dialog', { name: '新建选项' });
    await dialog.getByLabel('名称').fill('钻石客户');
    await dialog.getByRole('button', { name: '保存' }).click();
    const row = page.getByRole('row').filter({ hasText: '钻石客户' });
    await row.waitFor();
    const places = (): Promise<string[]> => page.locator('tbody tr[data-row-key] td:first-child').allInnerTexts();
    const before = await places();
    assert.equal(before.at(-1), '钻石客户');
    await page.getByRole('button', { name: '上移 钻石客户' }).click();
    await page.locator('tbody tr[data-row-key]:nth-last-child(2)').filter({ hasText: '钻石客户' }).waitFor();

    const customer = await open('admin', `/customers/${id}`);
    const grade = customer.getByRole('button', { name: /^修改客户级别：/ });
    await grade.click();
    await customer.getByTitle('钻石客户', { exact: true }).click();
    await customer.getByRole('button', { name: '修改客户级别：钻石客户' }).waitFor();
    await page.getByRole('button', { name: '删除 钻石客户' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('仍有记录在使用它，只能停用').waitFor();
    await row.getByRole('switch').click();
    await row.getByRole('switch', { checked: false }).waitFor();

    const unused = page.getByRole('row').filter({ hasText: '普通客户' });
    const wasAt = (await places()).indexOf('普通客户');
    await page.getByRole('button', { name: '删除 普通客户' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('“普通客户”已删除').waitFor();
    await unused.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '撤销' }).click();
    await unused.waitFor();
    assert.equal((await places()).indexOf('普通客户'), wasAt);
    await customer.getByRole('button', { name: '修改客户级别：钻石客户' }).waitFor();
    await console().leave(customer);
    await console().leave(page);
  });

  test('a role is made and given; what it allows is so at once, also a phone that was masked, whose revealing is written down', async () => {
    const { app, open, api } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', {
      name: '号码被遮的人',
      phones: ['13512345678'],
      owner: { agent: { loginNo: 'own' } },
    });
    const agent = await open('own', `/customers/${id}`);
    await agent.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await agent.getByText('135****5678').waitFor();
    assert.equal(await agent.getByRole('button', { name: '显示完整号码' }).count(), 0);

    const page = await open('admin', '/admin/people?tab=roles');
    await page.getByRole('button', { name: '新建角色' }).click();
    const dialog = page.getByRole('dialog', { name: '新建角色' });
    await dialog.getByLabel('角色名称').fill('质检');
    await dialog.getByLabel('查看完整号码').click();
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('row').filter({ hasText: '质检' }).getByText('仅自己的客户').waitFor();
    await page.getByRole('tab', { name: '坐席' }).click();
    const row = page.getByRole('row').filter({ hasText: '坐席甲' });
    const giveRole = async (name: string): Promise<void> => {
      await row.getByRole('button', { name: /^编辑/ }).click();
      const form = page.getByRole('dialog', { name: 'own 坐席甲' });
      await form.getByLabel('角色').click();
      await page.getByTitle(name, { exact: true }).click();
      await form.getByRole('button', { name: '保存' }).click();
      await row.getByRole('cell', { name, exact: true }).waitFor();
    };
    await giveRole('质检');
    await agent.getByRole('button', { name: '显示完整号码' }).click();
    await agent.getByText('13512345678').waitFor();
    await giveRole('坐席');

    await page.goto(`${app.baseUrl}/admin/integration?tab=audit`);
    const seen = page
      .getByRole('row')
      .filter({ hasText: '查看完整号码' })
      .filter({ hasText: `客户 #${id}` });
    await seen.getByText('坐席甲').waitFor();
    await seen.getByRole('cell', { name: '控制台' }).waitFor();
    const made = page.getByRole('row').filter({ hasText: '新建角色' });
    await made.getByText('名称：质检；数据范围：仅自己的客户；权限：编辑客户、查看完整号码；管理员：否').waitFor();
    await console().leave(agent);
    await console().leave(page);
  });

  test('an asset table and a row of it are made, for a company', async () => {
    const { open, api } = console();
    await api('admin', 'POST', '/companies', { name: '有合同的公司' });
    const page = await open('admin', '/admin/people?tab=assetTables');
    await page.getByRole('button', { name: '新建资产表' }).click();
    const dialog = page.getByRole('dialog', { name: '新建资产表' });
    await dialog.getByLabel('名称', { exact: true }).fill('合同台账');
    await dialog.getByLabel('标识', { exact: true }).fill('contracts');
    await dialog.getByLabel(/^标识 1/).fill('number');
    await dialog.getByLabel(/^名称 1/).fill('合同号');
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByTitle('合同台账（0）').waitFor();
    await page.getByRole('button', { name: '新建一行' }).click();
    const row = page.getByRole('dialog', { name: '新建一行' });
    await row.getByLabel('合同号').fill('HT-1');
    await row.getByLabel('属于').click();
    await page.getByTitle('公司', { exact: true }).click();
    await row.getByRole('button', { name: '保存' }).click();
    await row.getByText('请填写公司').waitFor();
    await row.getByLabel('公司', { exact: true }).fill('有合同');
    await page.getByTitle('有合同的公司', { exact: true }).click();
    await row.getByRole('button', { name: '保存' }).click();
    await page.getByRole('row').filter({ hasText: 'HT-1' }).getByRole('cell', { name: '公司' }).waitFor();
    await page.getByRole('button', { name: '修改资产表' }).click();
    const definition = page.getByRole('dialog', { name: '修改资产表' });
    assert.equal(await definition.getByLabel('标识 1').isDisabled(), true);
    await definition.getByLabel('名称', { exact: true }).fill('合同');
    await definition.getByLabel('名称 1').fill('编号');
    await definition.getByRole('button', { name: '添加列' }).click();
    await definition.getByLabel('标识 2').fill('amount');
    await definition.getByLabel('名称 2').fill('金额');
    await definition.getByLabel('类型 2').click();
    await page.getByTitle('数字', { exact: true }).click();
    await definition.getByRole('button', { name: '上移 2' }).click();
    await definition.getByRole('button', { name: '保存' }).click();
    await page.getByTitle('合同（1）').waitFor();
    assert.deepEqual((await page.getByRole('columnheader').allInnerTexts()).slice(0, 2), ['金额', '编号']);
    await page.getByRole('row').filter({ hasText: 'HT-1' }).waitFor();
    await page.getByRole('button', { name: '删除资产表“合同”' }).click();
    await page.getByText('表中的 1 行一起删除').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click();
    await page.getByTitle('合同（1）').waitFor({ state: 'detached' });
    await console().leave(page);
  });

  test('an admin sees what an agent sees, reads only, and comes back', async () => {
    const { open } = console();
    const page = await open('admin', '/admin/people');
    const row = page.getByRole('row').filter({ hasText: '坐席甲' });
    await row.getByRole('button', { name: '以其视角查看' }).click();
    await page.getByText('正在以 own 坐席甲 的视角查看，只读').waitFor();
    await page.getByRole('link', { name: '客户', exact: true }).click();
    await page.getByRole('heading', { name: '全部客户' }).waitFor();
    assert.equal(await page.getByRole('button', { name: '新建客户' }).count(), 0);
    await page.getByRole('button', { name: '返回自己的视角' }).click();
    await page.getByRole('link', { name: '人员与规则' }).waitFor();
    await console().leave(page);
  });

  test("a system field is made required where the tenant's own are, and forms ask for it", async () => {
    const { open, leave } = console();
    const page = await open('admin', '/admin/people?tab=fields');
    const source = page.getByRole('group', { name: '必填的系统字段' }).getByRole('checkbox', { name: '客户来源' });
    const set = (checked: boolean): Promise<void> =>
      source.click().then(() => source.and(page.locator(checked ? ':checked' : ':not(:checked)')).waitFor());
    await set(true);
    await page.goto(`${console().app.baseUrl}/customers`);
    await page.getByRole('button', { name: '新建客户' }).first().click();
    const dialog = page.getByRole('dialog', { name: '新建客户' });
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.getByText('请填写客户来源').waitFor();
    await page.goto(`${console().app.baseUrl}/admin/people?tab=fields`);
    await set(false);
    await leave(page);
  });
}
