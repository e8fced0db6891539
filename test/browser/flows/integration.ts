import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function integrationFlows(console: () => Console): void {
  test('a webhook is made with a secret that is shown once, tried, and what failed is sent again', async () => {
    const { open } = console();
    const page = await open('admin', '/admin/integration?tab=webhooks');
    await page.getByRole('button', { name: '新建 Webhook' }).click();
    const dialog = page.getByRole('dialog', { name: '新建 Webhook' });
    // A name that nobody can have (RFC 2606).
    await dialog.getByLabel('地址').fill('https://hooks.invalid/huiliu');
    await dialog.getByLabel('事件').click();
    await page.getByTitle('customer.created', { exact: true }).click();
    // The list of events stays open for more of them until one goes on.
    await dialog.getByLabel('地址').focus();
    await dialog.getByRole('button', { name: '保存' }).click();
    const shown = page.getByRole('dialog').filter({ hasText: '密钥只显示这一次' });
    assert.match((await shown.locator('code').innerText()).trim(), /^whsec_/);
    await shown.getByRole('button').last().click();
    const row = page.getByRole('row').filter({ hasText: 'hooks.invalid' });
    await row.getByText('customer.created').waitFor();
    await row.getByRole('button', { name: '测试' }).click();
    const deliveries = page.getByRole('dialog', { name: 'https://hooks.invalid/huiliu' });
    const first = deliveries.getByRole('row').filter({ hasText: 'webhook.test' });
    const attempts = first.getByRole('cell').nth(3);
    await attempts.getByText('1', { exact: true }).waitFor();
    await first.getByRole('cell').nth(4).getByText(/\S/).waitFor();
    const again = page.waitForResponse((answer) => answer.url().endsWith('/resend'));
    await first.getByRole('button', { name: '重发' }).click();
    assert.equal(((await (await again).json()) as { attempts: number }).attempts, 0);
    await attempts.getByText('1', { exact: true }).waitFor();
    await console().leave(page);
  });

  test('a webhook for which no events are chosen is told of all; what is wrong with its address is told beside it', async () => {
    const { open, api, leave } = console();
    const page = await open('admin', '/admin/integration?tab=webhooks');
    await page.getByRole('button', { name: '新建 Webhook' }).click();
    const dialog = page.getByRole('dialog', { name: '新建 Webhook' });
    const save = dialog.getByRole('button', { name: '保存' });
    await save.click();
    await dialog.getByText('请填写地址').waitFor();
    await dialog.getByLabel('地址').fill('不是地址');
    await save.click();
    await dialog.getByText('应为不含账号密码的 http 或 https 地址').waitFor();
    await dialog.getByLabel('地址').fill('https://all.invalid/huiliu');
    await save.click();
    await page.getByRole('dialog').filter({ hasText: '密钥只显示这一次' }).getByRole('button').last().click();
    const row = page.getByRole('row').filter({ hasText: 'all.invalid' });
    await row.getByText('全部', { exact: true }).waitFor();
    await row.getByRole('button', { name: '编辑' }).click();
    const edit = page.getByRole('dialog', { name: '修改 Webhook' });
    await edit.getByLabel('地址').fill('https://all.invalid/again');
    await edit.getByRole('button', { name: '保存' }).click();
    await page.getByRole('row').filter({ hasText: 'all.invalid/again' }).getByText('全部', { exact: true }).waitFor();
    const { items } = await api<{ items: { url: string; kinds: string[] }[] }>('admin', 'GET', '/admin/webhooks');
    assert.deepEqual(items.find(({ url }) => url.endsWith('/again'))?.kinds, ['*']);
    await leave(page);
  });

  test('an API client is made with a secret that is shown once; a new one ends the old, and switching off ends both', async () => {
    const { app, open } = console();
    const page = await open('admin', '/admin/integration?tab=clients');
    await page.getByRole('button', { name: '新建客户端' }).click();
    const dialog = page.getByRole('dialog', { name: '新建客户端' });
    await dialog.getByLabel('名称').fill('工单系统');
    await dialog.getByLabel('以哪个坐席身份').fill('坐席甲');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: '保存' }).click();
    const shown = page.getByRole('dialog').filter({ hasText: '密钥只显示这一次' });
    const secretOf = async (): Promise<string> => {
      const secret = (await shown.locator('code').innerText()).trim();
      await shown.getByRole('button').last().click();
      await shown.waitFor({ state: 'hidden' });
      return secret;
    };
    const secret = await secretOf();
    const row = page.getByRole('row').filter({ hasText: '工单系统' });
    await row.getByText('own 坐席甲').waitFor();
    const id = await row.getByRole('cell').first().innerText();
    const token = async (withSecret: string): Promise<number> => {
      const answer = await app.fetch('/openapi/v1/oauth2/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: id,
          client_secret: withSecret,
        }).toString(),
      });
      return answer.status;
    };
    assert.equal(await token(secret), 200);

    await row.getByRole('button', { name: '换密钥' }).click();
    await page.getByText('旧密钥立即失效').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '换密钥' }).click();
    const renewed = await secretOf();
    assert.notEqual(renewed, secret);
    assert.notEqual(await token(secret), 200);
    assert.equal(await token(renewed), 200);
    await row.getByRole('switch').click();
    await row.getByRole('switch', { checked: false }).waitFor();
    assert.notEqual(await token(renewed), 200);
    await page.reload();
    await row.waitFor();
    assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(renewed));
    await console().leave(page);
  });

  test('the signature debugger shows the string that should have been signed', async () => {
    const { app, open } = console();
    const page = await open('admin', '/admin/integration?tab=signature');
    const check = async (query: string): Promise<void> => {
      await page.getByLabel('地址').fill(`${app.baseUrl}/open_api/customers?${query}`);
      await page.getByRole('button', { name: '检查' }).click();
    };
    const good = app.sign();
    await check(good.replace(/sign=..../, 'sign=0000'));
    const result = page.getByRole('region', { name: '检查结果' });
    await result.getByText('签名不正确').waitFor();
    const timestamp = /timestamp=(\d+)/.exec(good)?.[1] ?? '';
    await result.getByText(new RegExp(`^${app.client.id}&.+&${timestamp}$`)).waitFor();
    await result.getByText(/sign=(\w+)/.exec(good)?.[1] ?? '').waitFor();
    assert.doesNotMatch(await result.innerText(), new RegExp(app.client.secret));
    await check(good);
    await result.getByText('签名正确').waitFor();
    await console().leave(page);
  });

  test('the audit is searched by who and what', async () => {
    const { open, api } = console();
    await api('admin', 'POST', '/admin/departments', { name: '审计里的部门', parentId: null });
    const page = await open('admin', '/admin/integration?tab=audit');
    const table = page.getByRole('table');
    await page.getByRole('combobox', { name: '操作', exact: true }).fill('新建部门');
    await page.keyboard.press('Enter');
    await table.getByRole('cell', { name: '新建部门' }).first().waitFor();
    await table.getByText('登录', { exact: true }).first().waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: '操作人' }).fill('坐席甲');
    await page.keyboard.press('Enter');
    await page.getByText('没有符合条件的记录').waitFor();
    await console().leave(page);
  });

  test('requests of other APIs appear in the log as they come, masked', async () => {
    const { app, open } = console();
    const page = await open('admin', '/admin/integration?tab=requests');
    await page.getByRole('table').getByText('GET /api/session').first().waitFor();
    await app.fetch(`/open_api/customers/get_customer?${app.sign()}&type=cellphone&content=13800009999`);
    const row = page.getByRole('row').filter({ hasText: '/open_api/customers/get_customer' }).first();
    await row.getByText(/content=\*\*\*/).waitFor();
    assert.doesNotMatch(await page.getByRole('table').innerText(), /13800009999/);
    await console().leave(page);
  });
}
