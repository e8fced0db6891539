import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function homeFlows(console: () => Console): void {
  test("home shows promised contacts, the overdue first, what fell into the pool and the agent's last customers", async () => {
    const { open, api } = console();
    const make = (name: string): Promise<{ id: string }> =>
      api<{ id: string }>('admin', 'POST', '/customers', { name, owner: { agent: { loginNo: 'tree' } } });
    const { dictionaries } = await api<{
      dictionaries: Record<'follow_up_type' | 'pool_reason', { id: string; name: string }[]>;
    }>('tree', 'GET', '/directory');
    const type = dictionaries.follow_up_type[0]?.id;
    const promised = async (name: string, nextContactAt: Date): Promise<void> => {
      const { id } = await make(name);
      await api('tree', 'POST', '/follow-ups', { customerId: id, type, content: `约${name}`, nextContactAt });
    };
    await promised('今天要联系', new Date());
    await promised('三天前该联系', new Date(Date.now() - 3 * 24 * 3_600_000));
    const fallen = await make('刚掉入公海');
    const reason = dictionaries.pool_reason[0];
    await api('admin', 'POST', `/customers/${fallen.id}/return`, { reason: { id: reason?.id } });
    const opened = await make('刚打开过');
    await api('tree', 'POST', `/customers/${opened.id}/seen`);

    const page = await open('tree', '/');
    const due = page.getByRole('region', { name: '待跟进' });
    await due.getByText('约三天前该联系').waitFor();
    assert.deepEqual(await due.getByRole('link', { name: /联系$/ }).allInnerTexts(), ['三天前该联系', '今天要联系']);
    assert.equal(await due.getByText('逾期', { exact: true }).count(), 1);
    const pool = page.getByRole('region', { name: '公海最新' });
    await pool.getByText('刚掉入公海').waitFor();
    await pool
      .getByText(reason?.name ?? '')
      .first()
      .waitFor();
    await page.getByRole('region', { name: '最近打开' }).getByText('刚打开过').waitFor();
    await due.getByRole('link', { name: '三天前该联系' }).click();
    await page.getByRole('heading', { name: '三天前该联系' }).waitFor();
    await console().leave(page);
  });

  test('"?" shows the keys, but not to one who types', async () => {
    const { open } = console();
    const page = await open('own', '/customers');
    const dialog = page.getByRole('dialog', { name: '键盘快捷键' });
    await page.getByLabel('姓名、拼音、电话').press('?');
    assert.equal(await page.getByLabel('姓名、拼音、电话').inputValue(), '?');
    await page.getByLabel('姓名、拼音、电话').blur();
    assert.equal(await dialog.count(), 0);
    await page.keyboard.press('?');
    await dialog.getByText('搜索客户、公司、电话').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: '我的账号' }).click();
    await page.getByRole('menuitem', { name: '键盘快捷键' }).click();
    await dialog.waitFor();
    await console().leave(page);
  });
}
