import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function accessFlows(console: () => Console): void {
  test('an agent signs in and comes to the address that was asked for; a wrong password is told', async () => {
    const { app, visit } = console();
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
    await page.getByRole('button', { name: '我的账号' }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL('**/sign-in');
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
      { language: 'zh-CN', why: /密码至少 8 个字符，不能是常见密码/ },
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
