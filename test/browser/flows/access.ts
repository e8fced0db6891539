import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueSetupToken } from '#crm/access/first-run.ts';
import type { Boot } from '#testing/boot.ts';
import type { Console } from '../console.ts';

export function accessFlows(console: () => Console, boot: Boot): void {
  test('an agent signs in and comes to the address that was asked for; a wrong password is told, and signing out loses nothing', async () => {
    const { app, visit, api } = console();
    await api('admin', 'POST', '/companies', { name: '登录的公司' });
    const context = await visit();
    const page = await context.newPage();
    await page.goto(`${app.baseUrl}/companies?q=x`);
    await page.waitForURL('**/sign-in?**');
    await page.getByLabel('工号', { exact: true }).fill('admin');
    await page.getByLabel('企业代码').fill(app.tenantCode);
    await page.getByLabel('密码', { exact: true }).fill('wrong-password-1');
    await page.keyboard.press('Enter');
    await page.getByText('工号或密码不正确').waitFor();
    await page.getByLabel('密码', { exact: true }).fill(app.adminLogin.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/companies?q=x');
    await page.getByRole('grid').or(page.getByText('没有名称包含这些字的公司')).waitFor();

    await page.goto(`${app.baseUrl}/account`);
    await page.getByText('本设备').waitFor();
    await page.getByRole('link', { name: '公司', exact: true }).click();
    const width = page.getByRole('separator', { name: '“公司名称”列宽' });
    const widened = Number(await width.getAttribute('aria-valuenow')) + 16;
    await width.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: '我的账号' }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL('**/sign-in');
    const kept = await api<Record<string, { width?: number }[]>>('admin', 'GET', '/preferences');
    assert.equal(kept['columns.companies']?.[0]?.width, widened);
    await page.goto(`${app.baseUrl}/customers`);
    await page.waitForURL('**/sign-in?**');
    await context.close();
  });

  test('an address elsewhere in the sign-in link leads nowhere', async () => {
    const { app, visit } = console();
    const context = await visit();
    const page = await context.newPage();
    await page.goto(`${app.baseUrl}/sign-in?from=${encodeURIComponent('//evil.example/')}`);
    await page.getByLabel('工号', { exact: true }).fill('own');
    await page.getByLabel('企业代码').fill(app.tenantCode);
    await page.getByLabel('密码', { exact: true }).fill(app.adminLogin.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.baseUrl}/`);
    await context.close();
  });

  test('what the server refuses is told in the language of the agent', async () => {
    const { app, open } = console();
    for (const { language, why } of [
      { language: 'zh-CN', why: /这是常见密码，请换一个/ },
      { language: 'en', why: /among the passwords that are tried first/ },
    ] as const) {
      const page = await open('own', '/account', { language });
      await page.locator('input[autocomplete="current-password"]').fill(app.adminLogin.password);
      for (const box of await page.locator('input[autocomplete="new-password"]').all()) await box.fill('password123');
      await page.keyboard.press('Enter');
      await page.getByText(why).waitFor();
      await console().leave(page);
    }
  });

  test('the one-time link makes the tenant and its admin, who is signed in; used again it leads to the sign-in', async () => {
    const { app, baseUrl } = await boot.empty();
    const token = await app.store.write((db) => issueSetupToken(db));
    const context = await console().visit();
    const page = await context.newPage();
    const fill = async (texts: Readonly<Record<string, string>>): Promise<void> => {
      for (const [label, text] of Object.entries(texts)) await page.getByLabel(label, { exact: true }).fill(text);
      await page.keyboard.press('Enter');
    };
    const first = {
      企业名称: '汇流科技',
      企业代码: 'huiliu-first',
      您的姓名: '老板',
      您的工号: 'boss',
      设置密码: 'password123',
      再次输入密码: 'Battery-staple-9',
    };
    await page.goto(`${baseUrl}/setup?token=${token}`);
    await fill(first);
    await page.getByText('两次输入的密码不一致').waitFor();
    await fill({ 再次输入密码: 'password123' });
    await page.getByText('这是常见密码，请换一个').waitFor();
    await fill({ 设置密码: 'Battery-staple-9', 再次输入密码: 'Battery-staple-9' });
    await page.getByRole('heading', { name: '老板，您好' }).waitFor();
    await page.getByRole('link', { name: '人员与规则' }).waitFor();
    await page.goto(`${baseUrl}/setup?token=${token}`);
    await fill({ ...first, 设置密码: 'Battery-staple-9' });
    await page.getByText('此链接已失效').waitFor();
    await page.getByRole('link', { name: '去登录' }).click();
    await page.waitForURL('**/sign-in');
    await context.close();
  });

  test('too many wrong passwords shut the login for a while, also for the right one', async () => {
    const { app, api, visit } = console();
    const { id } = (await api<{ roles: { id: string; name: string }[] }>('admin', 'GET', '/directory')).roles.find(
      ({ name }) => name === '坐席',
    )!;
    const { password } = await api<{ password: string }>('admin', 'POST', '/admin/agents', {
      loginNo: 'L100',
      name: '常输错的人',
      roleId: id,
      departmentId: String(app.departmentId),
    });
    const context = await visit();
    const page = await context.newPage();
    await page.goto(`${app.baseUrl}/sign-in`);
    await page.getByLabel('工号', { exact: true }).fill('L100');
    await page.getByLabel('企业代码').fill(app.tenantCode);
    const attempt = async (text: string): Promise<number> => {
      const answer = page.waitForResponse((one) => one.url().endsWith('/api/session'));
      await page.getByLabel('密码', { exact: true }).fill(text);
      await page.keyboard.press('Enter');
      const status = (await answer).status();
      // Until the answer shows, another Enter sends nothing.
      await page.getByRole('alert').waitFor();
      return status;
    };
    for (let failure = 1; failure <= 5; failure += 1) assert.equal(await attempt(`wrong-${failure}`), 401);
    assert.equal(await attempt(password), 429);
    await page.getByText('失败次数过多，请在 1 分钟后再试。').waitFor();
    await context.close();
  });

  test('an agent ends the session of another device, whose page leads to the sign-in', async () => {
    const { app, open, visit } = console();
    const elsewhere = await visit();
    const other = await elsewhere.newPage();
    await other.setExtraHTTPHeaders({
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
    });
    await other.goto(`${app.baseUrl}/sign-in`);
    await other.getByLabel('工号', { exact: true }).fill('tree');
    await other.getByLabel('企业代码').fill(app.tenantCode);
    await other.getByLabel('密码', { exact: true }).fill(app.adminLogin.password);
    await other.keyboard.press('Enter');
    await other.getByRole('heading', { name: '主管乙，您好' }).waitFor();
    const page = await open('tree', '/account');
    const device = page.getByRole('listitem').filter({ hasText: 'Firefox · Windows' });
    await device.getByRole('button', { name: '退出该设备' }).click();
    await page.getByText('该设备已退出登录').waitFor();
    await device.waitFor({ state: 'detached' });
    await other.getByRole('dialog', { name: '登录已失效，请重新登录。' }).waitFor();
    await other.getByRole('button', { name: '换个账号登录' }).click();
    await other.waitForURL('**/sign-in?**');
    await elsewhere.close();
    await console().leave(page);
  });

  test('language and theme change at once and stay', async () => {
    const { open } = console();
    const page = await open('own', '/customers');
    await page.getByRole('button', { name: '语言' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Customers' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    await page.locator('html[data-theme="dark"]').waitFor();
    await console().leave(page);
  });
}
