import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

interface Customer {
  readonly id: string;
  readonly inPool: boolean;
  readonly owner: { readonly agent: { readonly loginNo: string } | null };
}

export function poolFlows(console: () => Console): void {
  const rule = (quotaPerDay: number, recycleAfterDays = 0): Promise<unknown> =>
    console().api('admin', 'PUT', '/admin/pool-rule', { quotaPerDay, recycleAfterDays, claimRoleIds: null });
  const make = (name: string, loginNo?: string): Promise<Customer> =>
    console().api<Customer>('admin', 'POST', '/customers', {
      name,
      owner: loginNo === undefined ? null : { agent: { loginNo } },
    });
  const now = (id: string): Promise<Customer> => console().api<Customer>('admin', 'GET', `/customers/${id}`);

  test("customers of the pool are claimed until the day's quota is used up", async () => {
    const { open } = console();
    await rule(1);
    const [second, first] = [await make('公海里的二号'), await make('公海里的一号')];
    const page = await open('own', `/pool?q=${encodeURIComponent('公海里的')}`);
    await page.getByText('共 2 位').waitFor();
    await page.getByText('今日可领 1 / 1').waitFor();
    await page.locator('[data-cell="0:0"]').focus();
    await page.keyboard.press('Space');
    const claim = page.getByRole('toolbar').getByRole('button', { name: '领取' });
    await claim.click();
    await page.getByText('已领取 1 位，今日还可领 0 位').waitFor();
    await page.getByText('今日可领 0 / 1').waitFor();
    assert.equal((await now(first.id)).owner.agent?.loginNo, 'own');
    await page.locator('[data-cell="0:0"]', { hasText: '公海里的二号' }).focus();
    await page.keyboard.press('Space');
    await claim.waitFor();
    assert.equal(await claim.isDisabled(), true);
    assert.equal((await now(second.id)).inPool, true);
    await rule(20);
    await console().leave(page);
  });

  test('a customer goes back to the pool with a reason, which the pool shows; both can be undone', async () => {
    const { open } = console();
    const { id } = await make('退回的人', 'own');
    const page = await open('own', `/customers/${id}`);
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: '退回公海' }).click();
    const dialog = page.getByRole('dialog', { name: '退回公海' });
    await dialog.getByRole('button', { name: '退回' }).click();
    await dialog.getByText('请选择原因').waitFor();
    assert.equal((await now(id)).inPool, false);
    await dialog.getByLabel('退回原因').click();
    const reason = page.locator('.ant-select-dropdown:visible .ant-select-item-option').first();
    const name = await reason.innerText();
    await reason.click();
    await dialog.getByRole('button', { name: '退回' }).click();
    await page.getByText('“退回的人”已退回公海').waitFor();
    assert.equal((await now(id)).inPool, true);
    const pool = await open('admin', `/pool?q=${encodeURIComponent('退回的人')}`);
    await pool.getByRole('gridcell', { name }).waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销').waitFor();
    assert.equal((await now(id)).owner.agent?.loginNo, 'own');
    await console().leave(pool);
    await console().leave(page);
  });

  test('an agent sees how long it is until a customer falls into the pool', async () => {
    const { open } = console();
    await rule(20, 3);
    const { id } = await make('快要回收的人', 'own');
    const aDayAgo = new Date(Date.now() - 24 * 3_600_000).toISOString();
    await console().api('admin', 'PATCH', `/customers/${id}`, { assignedAt: aDayAgo });
    const page = await open('own', '/pool');
    await page.getByText('我的即将回收').click();
    const row = page.getByRole('row').filter({ hasText: '快要回收的人' });
    await row.getByText(/^(明天|后天)$/).waitFor();
    await rule(20);
    await console().leave(page);
  });

  test('customers of the pool are given to an agent, and taken back', async () => {
    const { open } = console();
    const { id } = await make('要分配的人');
    const page = await open('admin', `/pool?q=${encodeURIComponent('要分配')}`);
    await page.locator('[data-cell="0:0"]', { hasText: '要分配的人' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('toolbar').getByRole('button', { name: '分配' }).click();
    const dialog = page.getByRole('dialog', { name: '分配 1 位客户' });
    await dialog.getByLabel('负责人').fill('坐席甲');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: '分配' }).click();
    await page.getByText('已分配 1 位客户').waitFor();
    assert.equal((await now(id)).owner.agent?.loginNo, 'own');
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销').waitFor();
    assert.equal((await now(id)).inPool, true);
    await console().leave(page);
  });
}
