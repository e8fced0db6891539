import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function callFlows(console: () => Console): void {
  let serial = 0;
  const tell = (call: string, phone: string, agentLoginNo: string, state: string): Promise<unknown> =>
    console().api('admin', 'POST', '/calls', { serial: call, phone, direction: 'in', agentLoginNo, state });
  const ring = async (phone: string, agentLoginNo = 'own'): Promise<string> => {
    serial += 1;
    const call = `pop-${process.pid}-${serial}`;
    await tell(call, phone, agentLoginNo, 'ringing');
    return call;
  };

  test('a ringing call docks a card with who calls, and leaves the focus where the agent types', async () => {
    const { open, api } = console();
    await api('admin', 'POST', '/customers', {
      name: '来电客户',
      phones: ['13500001111'],
      company: '来电公司',
      owner: { agent: { loginNo: 'own' } },
    });
    const page = await open('own', '/customers');
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    const filter = page.getByLabel('姓名、拼音、电话');
    await filter.focus();
    await ring('13500001111');
    const card = page.getByRole('complementary', { name: '来电弹屏' });
    await card.getByText('来电客户').waitFor();
    await card.getByText('来电公司').waitFor();
    await page.keyboard.type('1');
    assert.equal(await filter.inputValue(), '1');
    await card.getByRole('button', { name: '打开客户' }).click();
    await page.getByRole('heading', { name: '来电客户' }).waitFor();
    await console().leave(page);
  });

  test('a very long name leaves room for the rest of the card', async () => {
    const { open, api } = console();
    const [name, company] = ['长'.repeat(255), '司'.repeat(255)];
    const phones = ['13500003939'];
    await api('admin', 'POST', '/customers', { name, company, phones, owner: { agent: { loginNo: 'own' } } });
    const page = await open('own', '/customers');
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await ring('13500003939');
    const card = page.getByRole('complementary', { name: '来电弹屏' });
    await card.getByRole('button', { name: '打开客户' }).waitFor();
    assert.ok((await card.boundingBox())!.height < 400);
    await console().leave(page);
  });

  test('an unknown number offers a new customer with the number in it', async () => {
    const { open } = console();
    const page = await open('tree', '/companies');
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await ring('13500002222', 'tree');
    await page.getByText('没有客户使用这个号码。').waitFor();
    await page.getByRole('complementary', { name: '来电弹屏' }).getByRole('button', { name: '新建客户' }).click();
    const dialog = page.getByRole('dialog', { name: '新建客户' });
    assert.equal(await dialog.getByLabel('电话').inputValue(), '13500002222');
    await dialog.getByLabel('姓名').fill('新来的');
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '新来的' }).waitFor();
    // What rang is in its timeline.
    await page.getByRole('listitem').getByText('13500002222').waitFor();
    await console().leave(page);
  });

  test('a customer that is being made of a caller stays so when another call rings, whose card is there afterwards', async () => {
    const { open, api } = console();
    const page = await open('own', '/companies');
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await ring('13500004441');
    const card = page.getByRole('complementary', { name: '来电弹屏' });
    await card.getByRole('button', { name: '新建客户' }).click();
    const dialog = page.getByRole('dialog', { name: '新建客户' });
    await dialog.getByLabel('姓名').fill('先来电的');
    // Masked, the two numbers look the same.
    await ring('13511114441');
    await page.getByText('另有 1 通').waitFor({ state: 'attached' });
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '先来电的' }).waitFor();
    const { total } = await api<{ total: number }>('admin', 'GET', '/customers?phone=13500004441');
    assert.equal(total, 1);
    await card.getByText('没有客户使用这个号码。').waitFor();
    await card.getByText('135****4441').waitFor();
    await card.getByRole('button', { name: '新建客户' }).click();
    await dialog.getByLabel('姓名').fill('后来电的');
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '后来电的' }).waitFor();
    assert.equal((await api<{ total: number }>('admin', 'GET', '/customers?phone=13511114441')).total, 1);
    assert.equal(await card.count(), 0);
    await console().leave(page);
  });

  test('a card says what became of its call', async () => {
    const { open } = console();
    const page = await open('tree', '/companies');
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    const first = await ring('13500005551', 'tree');
    const card = page.getByRole('complementary', { name: '来电弹屏' });
    await card.getByText('振铃').waitFor();
    await tell(first, '13500005551', 'tree', 'answered');
    await card.getByText('已接听').waitFor();
    await ring('13500005552', 'tree');
    await card.getByText('13500005552').waitFor();
    await tell(first, '13500005551', 'tree', 'ended');
    // Another call stays in front.
    await card.getByText('振铃').waitFor();
    await card.getByRole('button', { name: '关闭' }).click();
    await card.getByText('13500005551').waitFor();
    await card.getByText('已结束').waitFor();
    await card.getByRole('button', { name: '关闭' }).click();
    await console().leave(page);
  });

  test('who is shown masked numbers makes a customer of an unknown caller too', async () => {
    const { open, api } = console();
    const page = await open('own', '/companies');
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await ring('13500003333');
    await page.getByRole('complementary', { name: '来电弹屏' }).getByRole('button', { name: '新建客户' }).click();
    const dialog = page.getByRole('dialog', { name: '新建客户' });
    assert.equal(await dialog.getByLabel('电话').inputValue(), '135****3333');
    await dialog.getByLabel('姓名').fill('看不到号码的');
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '看不到号码的' }).waitFor();
    const { total } = await api<{ total: number }>('admin', 'GET', '/customers?phone=13500003333');
    assert.equal(total, 1);
    await console().leave(page);
  });

  test('a number that several may have lists them, and one key picks', async () => {
    const { open, api } = console();
    for (const [name, phone] of [
      ['杭州总机', '0571-87654321'],
      ['北京总机', '010-87654321'],
    ]) {
      await api('admin', 'POST', '/customers', { name, phones: [phone], owner: { agent: { loginNo: 'own' } } });
    }
    const page = await open('own', '/companies');
    await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    const filter = page.getByLabel('公司名称', { exact: true });
    await filter.focus();
    await ring('87654321');
    const card = page.getByRole('complementary', { name: '来电弹屏' });
    await card
      .getByRole('listitem')
      .filter({ hasText: /1\s*杭州总机/ })
      .waitFor();
    await card
      .getByRole('listitem')
      .filter({ hasText: /2\s*北京总机/ })
      .waitFor();
    // While one types, a digit is text.
    await page.keyboard.type('2');
    assert.equal(await filter.inputValue(), '2');
    // The list's address follows; what is opened next must not cross it.
    await page.waitForURL(/[?&]q=/);
    await filter.blur();
    await page.keyboard.press('2');
    await card.getByRole('button', { name: '打开客户' }).waitFor();
    await page.keyboard.press('Alt+o');
    await page.getByRole('heading', { name: '北京总机' }).waitFor();
    await console().leave(page);
  });

  test('one tab of a browser shows a call', async () => {
    const { app, open } = console();
    const first = await open('own', '/customers');
    await first.getByRole('status', { name: '实时更新已连接' }).waitFor();
    const second = await first.context().newPage();
    await second.goto(`${app.baseUrl}/companies`);
    await second.getByRole('status', { name: '实时更新已连接' }).waitFor();
    await second.bringToFront();
    await ring('13500001111');
    const cards = [first, second].map((page) => page.getByRole('complementary', { name: '来电弹屏' }));
    await Promise.race(cards.map((card) => card.waitFor()));
    await second.waitForTimeout(200);
    const counts = await Promise.all(cards.map((card) => card.count()));
    assert.equal(counts[0]! + counts[1]!, 1);
    await Promise.all([console().leave(first), second.close()]);
  });
}
