import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function dialogFlows(console: () => Console): void {
  test('a dialog begins at its first field; Escape closes it and gives the focus back', async () => {
    const { open, api, leave } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', { name: '开窗的人' });
    const page = await open('admin', '/customers');
    for (const { path, button, first } of [
      { path: '/customers', button: '新建客户', first: '姓名' },
      { path: '/customers?q=开窗', button: '存为视图', first: '视图名称' },
      { path: '/companies', button: '新建公司', first: '公司名称' },
      { path: '/opportunities', button: '新建商机', first: '客户' },
      { path: '/admin/people?tab=departments', button: '新建部门', first: '部门名称' },
    ]) {
      await page.goto(console().app.baseUrl + path);
      const opener = page.getByRole('button', { name: button }).first();
      await opener.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(first, { exact: true }).and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await opener.and(page.locator(':focus')).waitFor();
    }
    await page.goto(`${console().app.baseUrl}/customers/${id}`);
    const opener = page.getByRole('button', { name: '接口视图' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await opener.and(page.locator(':focus')).waitFor();

    // A menu is gone through by arrows; it, and the dialog that it opens, give the focus back as well.
    const more = page.getByRole('button', { name: '更多' });
    const remove = page.getByRole('menuitem', { name: '删除' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').first().and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await more.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').first().and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowUp');
    await remove.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await more.and(page.locator(':focus')).waitFor();
    await leave(page);
  });

  test('Back asks before it throws away what was typed into a dialog', async () => {
    const { open, leave } = console();
    const page = await open('admin', '/companies');
    await page.getByRole('link', { name: '客户', exact: true }).click();
    await page.getByRole('button', { name: '新建客户' }).first().click();
    const name = page.getByRole('dialog', { name: '新建客户' }).getByLabel('姓名', { exact: true });
    await name.fill('写到一半');
    const question = page.getByRole('dialog').filter({ hasText: '放弃已填写的内容？' });
    const back = (): Promise<unknown> => page.evaluate(() => history.back());
    await back();
    await question.getByRole('button', { name: '继续填写' }).click();
    await question.waitFor({ state: 'hidden' });
    assert.equal(await name.inputValue(), '写到一半');
    assert.match(page.url(), /\/customers$/);
    await back();
    await question.getByRole('button', { name: '放弃' }).click();
    await page.waitForURL('**/companies');
    await name.waitFor({ state: 'detached' });
    await leave(page);
  });

  test('a dialog says that no answer came; saved again what was saved before is not made twice', async () => {
    const { open, api } = console();
    const page = await open('admin', '/companies');
    await page.getByRole('button', { name: '新建公司' }).click();
    const dialog = page.getByRole('dialog', { name: '新建公司' });
    await dialog.getByLabel('公司名称').fill('只有一家');
    await page.route(
      '**/api/companies',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await page.keyboard.press('Enter');
    await dialog.getByText('连接不上服务器').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '只有一家' }).waitFor();
    const { total } = await api<{ total: number }>('admin', 'GET', `/companies?q=${encodeURIComponent('只有一家')}`);
    assert.equal(total, 1);
    await console().leave(page);
  });

  test('what opens at a key or a button is loaded before it is asked for', async () => {
    const { visit, app } = console();
    const context = await visit();
    const page = await context.newPage();
    await page.goto(`${app.baseUrl}/sign-in`);
    await page.getByLabel('工号', { exact: true }).fill('own');
    await page.getByLabel('企业代码').fill(app.tenantCode);
    await page.getByLabel('密码', { exact: true }).fill(app.adminLogin.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '客户', exact: true }).waitFor();
    const parts = ['search-dialog', 'new-customer', 'bulk-edit'];
    const loaded = parts.map((part) => page.waitForResponse((one) => one.url().includes(`/assets/${part}-`)));
    await page.goto(`${app.baseUrl}/customers`);
    await Promise.all(loaded);
    await context.close();
  });

  test('neither Escape in a list of choices nor a click beside it closes a dialog in which one types', async () => {
    const { open, leave } = console();
    const page = await open('admin', '/customers');
    await page.getByRole('button', { name: '新建客户' }).first().click();
    const dialog = page.getByRole('dialog', { name: '新建客户' });
    await dialog.getByLabel('姓名', { exact: true }).fill('写到一半');
    await dialog.getByLabel('客户类型').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.ant-select-item-option:visible').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.ant-select-item-option').first().waitFor({ state: 'hidden' });
    await page.waitForTimeout(300);
    await page.mouse.click(5, 300);
    await page.waitForTimeout(300);
    assert.equal(await dialog.getByLabel('姓名', { exact: true }).inputValue(), '写到一半');
    // Escape in the field itself asks first.
    const question = page.getByRole('dialog').filter({ hasText: '放弃已填写的内容？' });
    await dialog.getByLabel('姓名', { exact: true }).press('Escape');
    await question.getByRole('button', { name: '继续填写' }).click();
    await question.waitFor({ state: 'hidden' });
    assert.equal(await dialog.getByLabel('姓名', { exact: true }).inputValue(), '写到一半');
    await dialog.getByLabel('姓名', { exact: true }).press('Escape');
    await question.getByRole('button', { name: '放弃' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await leave(page);
  });
}
