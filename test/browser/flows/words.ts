import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Console } from '../console.ts';

export function wordFlows(console: () => Console): void {
  test("fields of changes, merges and imports are called by the console's own names in English, custom ones by the tenant's", async () => {
    const { app, open, api } = console();
    const field = await api<{ id: string; key: string }>('admin', 'POST', '/admin/fields', {
      record: 'customer',
      kind: 'input',
      label: '旧名',
    });
    const twin = (phone: string, value: string): Promise<{ id: string }> =>
      api('admin', 'POST', '/customers', {
        name: '英文看的人',
        phones: [phone],
        address: `地址${value}`,
        owner: { agent: { loginNo: value === '一' ? 'admin' : 'tree' } },
        custom: { [field.key]: value },
      });
    const [kept] = [await twin('13312349001', '一'), await twin('13312349002', '二')];
    await api('admin', 'PATCH', `/customers/${kept.id}`, {
      dealFlag: { name: '客户签约' },
      custom: { [field.key]: '三' },
      owner: { agent: { loginNo: 'own' } },
    });
    await api('admin', 'PATCH', `/admin/fields/${field.id}`, { label: 'Member no.' });

    const page = await open('admin', `/customers/${kept.id}`, { language: 'en' });
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByText('Outcome: None → 客户签约 (console)').waitFor();
    await timeline.getByText('Member no.: 一 → 三 (console)').waitFor();
    await timeline.getByText('Owner: 管理员 → 坐席甲 (console)').waitFor();
    await page.getByRole('complementary', { name: 'Related' }).getByRole('button', { name: 'Merge' }).click();
    const dialog = page.getByRole('dialog', { name: /^Merge/ });
    const choices = dialog.getByRole('radiogroup');
    await choices.first().waitFor();
    const named = await Promise.all((await choices.all()).map((one) => one.getAttribute('aria-label')));
    assert.deepEqual(named, ['Address', 'Owner', 'Member no.']);
    await dialog.getByRole('listitem').filter({ hasText: 'Outcome' }).waitFor({ state: 'detached' });

    await page.goto(`${app.baseUrl}/transfers`);
    await page.getByRole('button', { name: 'Import' }).click();
    const importing = page.getByRole('dialog', { name: 'Import' });
    const file = {
      name: 'x.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('姓名,归属工号,行销结果\n甲,own,客户签约\n'),
    };
    await importing.locator('input[type=file]').setInputFiles(file);
    for (const name of ['Name', 'Owner’s login number', 'Outcome']) await importing.getByTitle(name).waitFor();
    await console().leave(page);
  });

  test("an opportunity's changes are told by its own fields' names, in English too", async () => {
    const { open, api, leave } = console();
    const customer = await api<{ id: string }>('admin', 'POST', '/customers', { name: '英文看的客户' });
    const { id } = await api<{ id: string }>('admin', 'POST', '/opportunities', {
      customerId: customer.id,
      name: '英文看的商机',
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
      stage: { name: '初步洽谈' },
    });
    await api('admin', 'PATCH', `/opportunities/${id}`, { stage: { name: '需求确定' } });
    const page = await open('admin', `/opportunities?open=${id}`, { language: 'en' });
    await page.getByRole('tab', { name: 'Changes' }).click();
    const change = page.getByRole('tabpanel', { name: 'Changes' }).locator('p');
    assert.match(await change.innerText(), /^Stage\s+初步洽谈 → 需求确定/);
    await leave(page);
  });

  test('several values are parted as the language parts them', async () => {
    const { open, api, leave } = console();
    const phones = ['13312351001', '13312351002'];
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', { name: '两个号码', phones });
    for (const [language, named] of [
      ['zh-CN', `修改电话：${phones.join('、')}`],
      ['en', `Edit Phones: ${phones.join(', ')}`],
    ] as const) {
      const page = await open('admin', `/customers/${id}`, { language });
      await page.getByRole('button', { name: named }).waitFor();
      await leave(page);
    }
  });

  test('a calendar names months and days in the language of the agent', async () => {
    const { open, leave } = console();
    for (const [language, month, day] of [
      ['zh-CN', /^\d+年\s*\d+月$/, '一'],
      ['en', /^[A-Z][a-z]{2}\s*\d+$/, 'Mo'],
    ] as const) {
      const page = await open('admin', '/reports', { language });
      await page.locator('.ant-picker input').first().click();
      const head = page.locator('.ant-picker-header-view').first();
      await head.waitFor();
      assert.match(await head.innerText(), month);
      await page.getByRole('columnheader', { name: day, exact: true }).first().waitFor();
      await page.keyboard.press('Escape');
      await leave(page);
    }
  });

  test('icons add no word of their own to what a screen reader says', async () => {
    const { open, leave } = console();
    const page = await open('admin', '/customers');
    for (const name of ['新建客户', '导出', '列', '更多筛选', '全部客户'])
      await page.getByRole('button', { name, exact: true }).waitFor();
    await leave(page);
  });
}
