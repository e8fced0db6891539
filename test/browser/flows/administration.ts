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
}
