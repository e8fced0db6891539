import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

interface Opportunity {
  readonly id: string;
  readonly stage: { readonly name: string };
  readonly state: string;
  readonly loseReason: { readonly name: string } | null;
}

export function opportunityFlows(console: () => Console): void {
  test('a card is dragged to another stage and taken back; a lost one asks why', async () => {
    const { open, api } = console();
    const customer = await api<{ id: string }>('admin', 'POST', '/customers', { name: '商机客户' });
    const made = await api<Opportunity>('admin', 'POST', '/opportunities', {
      customerId: customer.id,
      name: '百台设备',
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
      stage: { name: '初步洽谈' },
      owner: { agent: { loginNo: 'admin' } },
    });
    const now = (): Promise<Opportunity> => api<Opportunity>('admin', 'GET', `/opportunities/${made.id}`);
    const page = await open('admin', '/opportunities');
    const card = page.locator(`[data-id="${made.id}"]`);
    const column = (stage: string) => page.getByRole('region', { name: new RegExp(`^${stage}，`) });

    await card.dragTo(column('商务谈判'));
    await column('商务谈判').locator(`[data-id="${made.id}"]`).waitFor();
    await page.getByText('“百台设备”已移到“商务谈判”').waitFor();
    assert.equal((await now()).stage.name, '商务谈判');
    await page.getByRole('button', { name: '撤销' }).click();
    await column('初步洽谈').locator(`[data-id="${made.id}"]`).waitFor();
    await page.getByText('已撤销').waitFor();
    assert.equal((await now()).stage.name, '初步洽谈');

    await card.dragTo(column('输单'));
    const dialog = page.getByRole('dialog', { name: '“百台设备”输单了？' });
    await dialog.getByRole('button', { name: '确认输单' }).click();
    await dialog.getByText('请填写输单原因').waitFor();
    assert.equal((await now()).state, 'open');
    await dialog.getByLabel('输单原因').click();
    await page.locator('.ant-select-item-option').first().click();
    await dialog.getByRole('button', { name: '确认输单' }).click();
    await column('输单').locator(`[data-id="${made.id}"]`).waitFor();
    await page.getByText('“百台设备”已移到“输单”').waitFor();
    assert.notEqual((await now()).loseReason, null);

    const unset = await api<Opportunity>('admin', 'POST', '/opportunities', {
      customerId: customer.id,
      name: '未定阶段的单',
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
    });
    await page.reload();
    const other = page.locator(`[data-id="${unset.id}"]`);
    await column('未设阶段').locator(other).waitFor();
    await other.getByRole('button').press('Alt+ArrowRight');
    await column('初步洽谈').locator(other).waitFor();
    await page.getByText('“未定阶段的单”已移到“初步洽谈”').waitFor();
    await column('未设阶段').waitFor({ state: 'detached' });
    await other.getByRole('button').press('Alt+ArrowLeft');
    assert.equal((await api<Opportunity>('admin', 'GET', `/opportunities/${unset.id}`)).stage.name, '初步洽谈');
    await console().leave(page);
  });

  test('cards that could not be read are said to be missing, and come when they are asked for again', async () => {
    const { open, api, leave } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', { name: '商机很多' });
    for (let at = 1; at <= 21; at += 1) {
      const made = { type: { name: '新客户商机' }, source: { name: '官网注册' }, stage: { name: '需求确定' } };
      await api('admin', 'POST', '/opportunities', { customerId: id, name: `很多${at}`, ...made });
    }
    const page = await open('admin', '/opportunities?q=很多');
    const more = page.getByRole('button', { name: '更多', exact: true });
    await page.route('**/api/opportunities?*', (route) => route.abort(), { times: 1 });
    await more.click();
    await page.getByText('连接不上服务器').waitFor();
    await more.click();
    await page.getByRole('button', { name: '很多1', exact: true }).waitFor();
    await leave(page);
  });

  test('an opportunity is made at its customer, with what the tenant demands of it', async () => {
    const { open, api, leave } = console();
    const customer = await api<{ id: string }>('admin', 'POST', '/customers', { name: '要商机的客户' });
    const page = await open('admin', `/customers/${customer.id}`);
    await page.getByRole('button', { name: '新建商机' }).click();
    const dialog = page.getByRole('dialog', { name: '新建商机' });
    await dialog.getByLabel('商机名称').fill('十个坐席');
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.getByText('请填写商机类型').waitFor();
    await dialog.getByText('请填写商机来源').waitFor();
    for (const [label, entry] of [
      ['商机类型', '新客户商机'],
      ['商机来源', '官网注册'],
    ] as const) {
      await dialog.getByLabel(label).click();
      await page.locator('.ant-select-item-option:visible', { hasText: entry }).click();
    }
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('link', { name: /^十个坐席/ }).waitFor();
    const { items } = await api<{ items: { name: string; type: { name: string }; source: { name: string } }[] }>(
      'admin',
      'GET',
      `/opportunities?customer=${customer.id}`,
    );
    assert.deepEqual(
      items.map(({ name, type, source }) => [name, type.name, source.name]),
      [['十个坐席', '新客户商机', '官网注册']],
    );
    await leave(page);
  });

  test('a card is moved by keyboard', async () => {
    const { open, api } = console();
    const customer = await api<{ id: string }>('admin', 'POST', '/customers', { name: '键盘客户' });
    const made = await api<Opportunity>('admin', 'POST', '/opportunities', {
      customerId: customer.id,
      name: '键盘移动',
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
      stage: { name: '初步洽谈' },
    });
    const page = await open('admin', '/opportunities');
    await page.getByRole('button', { name: '键盘移动' }).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.getByText('“键盘移动”已移到“需求确定”').waitFor();
    const stage = async (): Promise<string> =>
      (await api<Opportunity>('admin', 'GET', `/opportunities/${made.id}`)).stage.name;
    assert.equal(await stage(), '需求确定');
    // It keeps the focus, and moves on before the first answer has come.
    const gate = Promise.withResolvers<void>();
    await page.route(`**/api/opportunities/${made.id}`, async (route) => {
      await gate.promise;
      await route.continue();
    });
    for (const column of ['需求确定', '商务谈判']) {
      const region = page.getByRole('region', { name: new RegExp(`^${column}，`) });
      await region.locator(`[data-id="${made.id}"] button:focus`).waitFor();
      await page.keyboard.press('Alt+ArrowRight');
    }
    gate.resolve();
    await page.getByText('“键盘移动”已移到“赢单”').waitFor();
    assert.equal(await stage(), '赢单');
    await page.unrouteAll();
    await console().leave(page);
  });

  test('Back closes an opportunity that was opened, and the board stays', async () => {
    const { open, api } = console();
    const customer = await api<{ id: string }>('admin', 'POST', '/customers', { name: '回退客户' });
    await api<Opportunity>('admin', 'POST', '/opportunities', {
      customerId: customer.id,
      name: '回退看看',
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
      stage: { name: '初步洽谈' },
    });
    const page = await open('admin', '/opportunities');
    const drawer = page.getByRole('dialog', { name: '回退看看' });
    for (const close of [() => page.goBack(), () => page.keyboard.press('Escape')]) {
      await page.getByRole('button', { name: '回退看看' }).click();
      await drawer.getByText('回退客户').waitFor();
      await close();
      await drawer.waitFor({ state: 'detached' });
      assert.equal(new URL(page.url()).search, '');
      assert.equal(await page.getByRole('heading', { name: '商机', exact: true }).count(), 1);
    }
    await console().leave(page);
  });
}
