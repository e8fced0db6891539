import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function connectionFlows(console: () => Console): void {
  test('a session that ends while a form is filled is begun again before it, and the form goes on', async () => {
    const { app, open, visit } = console();
    const context = await visit();
    const page = await context.newPage();
    await signIn(page, app, 'tree');
    await page.goto(`${app.baseUrl}/companies`);
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await page.getByRole('button', { name: '新建公司' }).click();
    const form = page.getByRole('dialog', { name: '新建公司' });
    await form.getByLabel('公司名称').fill('填到一半的公司');
    const elsewhere = await open('tree', '/account');
    await elsewhere.getByRole('button', { name: '退出其他所有设备' }).click();
    await elsewhere.getByRole('button', { name: '确定' }).click();
    const again = page.getByRole('dialog', { name: '登录已失效，请重新登录。' });
    await again.getByLabel('密码').fill('wrong-password-1');
    await page.keyboard.press('Enter');
    await again.getByText('工号或密码不正确').waitFor();
    await again.getByLabel('密码').fill(app.adminLogin.password);
    await page.keyboard.press('Enter');
    await again.waitFor({ state: 'detached' });
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    assert.equal(await form.getByLabel('公司名称').inputValue(), '填到一半的公司');
    await form.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '填到一半的公司' }).waitFor();
    await context.close();
    await console().leave(elsewhere);
  });

  test('signing out in one tab leads the others of the browser to the sign-in', async () => {
    const { app, visit } = console();
    const context = await visit();
    const [one, other] = [await context.newPage(), await context.newPage()];
    await signIn(one, app, 'tree');
    await one.getByRole('heading', { name: '主管乙，您好' }).waitFor();
    await other.goto(`${app.baseUrl}/customers`);
    await other.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await one.getByRole('button', { name: '我的账号' }).click();
    await one.getByRole('menuitem', { name: '退出登录' }).click();
    await other.waitForURL('**/sign-in?**');
    assert.equal(await other.getByRole('dialog').count(), 0);
    await context.close();
  });

  test('a screen whose code is asked for while the server is away comes when it is back', async () => {
    const { open } = console();
    const page = await open('admin', '/');
    await page.getByRole('heading', { name: '您好' }).waitFor();
    await page.route('**/*', (route) => route.abort());
    const healthz = page.waitForRequest((one) => one.url().endsWith('/healthz'));
    await page.getByRole('link', { name: '报表' }).click();
    await healthz;
    await page.waitForURL('**/reports');
    await page.getByRole('link', { name: '客户', exact: true }).waitFor();
    await page.unrouteAll();
    await page.getByRole('heading', { name: '报表' }).waitFor();
    await console().leave(page);
  });

  test('what is on show stays when it can not be read again, with what is being typed into it', async () => {
    const { open, api } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', { name: '断线时在看的人' });
    const page = await open('admin', `/customers/${id}`);
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await page.getByRole('button', { name: '修改地址' }).click();
    await page.getByRole('textbox', { name: '地址' }).fill('写到一半的地址');
    let refused = 0;
    await page.route(`**/api/customers/${id}`, async (route) => {
      refused += 1;
      await route.abort();
    });
    await api('admin', 'PATCH', `/customers/${id}`, { stars: 3 });
    // The first try and two more.
    while (refused < 3) await page.waitForTimeout(100);
    await page.waitForTimeout(200);
    assert.equal(await page.getByRole('textbox', { name: '地址' }).inputValue(), '写到一半的地址');
    await page.unrouteAll();
    await page.keyboard.press('Escape');
    await console().leave(page);
  });

  test('rows that could not be read are said to be missing, and asked for again', async () => {
    const { open, api } = console();
    for (let at = 0; at < 60; at += 1) await api('admin', 'POST', '/companies', { name: `断线公司${at}` });
    const page = await open('admin', '/companies?q=断线公司');
    const pages = '**/api/companies?**cursor=**';
    await page.route(pages, (route) => route.abort());
    const grid = page.getByRole('grid', { name: '公司' });
    await grid.waitFor();
    await grid.evaluate((node) => node.scrollTo({ top: node.scrollHeight }));
    const alert = page.getByRole('alert').filter({ hasText: '连接不上服务器' });
    await alert.waitFor();
    await page.unrouteAll();
    await alert.getByRole('button', { name: '重试' }).click();
    await alert.waitFor({ state: 'detached' });
    await grid.evaluate((node) => node.scrollTo({ top: node.scrollHeight }));
    await page.getByText('断线公司0', { exact: true }).waitFor();
    await console().leave(page);
  });
}

async function signIn(
  page: Awaited<ReturnType<Console['open']>>,
  { baseUrl, tenantCode, adminLogin }: Console['app'],
  loginNo: string,
): Promise<void> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.getByLabel('工号', { exact: true }).fill(loginNo);
  await page.getByLabel('企业代码').fill(tenantCode);
  await page.getByLabel('密码', { exact: true }).fill(adminLogin.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '我的账号' }).waitFor();
}
