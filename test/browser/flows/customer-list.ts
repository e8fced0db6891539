import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Console } from '../console.ts';

interface Customer {
  readonly id: string;
  readonly name: string;
  readonly address: string | null;
  readonly stars: number;
  readonly type: { readonly name: string } | null;
}

const COUNT = 130;

export function customerListFlows(console: () => Console): void {
  before(async () => {
    const { api } = console();
    for (let at = 1; at <= COUNT; at += 1) {
      await api('admin', 'POST', '/customers', {
        name: `名单${String(at).padStart(3, '0')}`,
        phones: [`1390000${String(at).padStart(4, '0')}`],
        owner: { agent: { loginNo: at % 10 === 0 ? 'own' : 'admin' } },
      });
    }
  });

  test('the list shows the exact total, and goes on as one scrolls', async () => {
    const { open } = console();
    const page = await open('admin', `/customers?q=${encodeURIComponent('名单')}`);
    await page.getByText(`共 ${COUNT} 位`).waitFor();
    const grid = page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), String(COUNT + 1));
    await page.getByRole('link', { name: '名单130' }).waitFor();
    await page.locator('[data-cell="0:0"]').focus();
    // End goes to the end of what has come; the pages behind it are on their way.
    const givesUpAt = Date.now() + 20_000;
    while (Date.now() < givesUpAt && !(await page.getByText('名单001').isVisible())) {
      await page.keyboard.press('Control+End');
      await page.waitForTimeout(100);
    }
    await page.getByText('名单001').waitFor();
    await console().leave(page);
  });

  test('coming back to the list, one goes on where one was', async () => {
    const { open } = console();
    const page = await open('admin', `/customers?q=${encodeURIComponent('名单')}`);
    await page.locator('[data-cell="0:0"]').focus();
    for (let times = 0; times < 3; times += 1) {
      const before = await page.locator('[data-cell]:focus').getAttribute('data-cell');
      await page.keyboard.press('PageDown');
      await page.locator(`[data-cell]:focus:not([data-cell="${before}"])`).waitFor();
    }
    const place = (): Promise<[string | undefined, number]> =>
      page.evaluate(() => [
        (document.activeElement as HTMLElement).dataset['cell'],
        document.querySelector('[role=grid]')!.scrollTop,
      ]);
    const [cell, top] = await place();
    assert.ok(top > 500);
    await page.keyboard.press('Enter');
    await page.waitForURL(/customers\/\d+$/);
    await page.getByRole('heading', { name: /^名单/ }).waitFor();
    await page.goBack();
    await page.locator(`[data-cell="${cell}"]:focus`).waitFor();
    assert.deepEqual(await place(), [cell, top]);
    // Another way to the list begins at its top.
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^名单/ }).waitFor();
    await page.getByRole('link', { name: '客户', exact: true }).click();
    await page.locator('[data-cell="0:0"]').waitFor();
    await console().leave(page);
  });

  test('from the filter the arrow down goes to the rows', async () => {
    const { open } = console();
    const page = await open('admin', '/customers');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('名单007');
    await page.getByText('共 1 位').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-cell="0:0"]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '名单007' }).waitFor();
    await console().leave(page);
  });

  test('Ctrl C copies the cell that one is in', async () => {
    const { open } = console();
    const page = await open('admin', '/customers?q=13900000007');
    await page.locator('[data-cell="0:1"]').filter({ hasText: '13900000007' }).waitFor();
    await page.locator('[data-cell="0:1"]').focus();
    await page.keyboard.press('Control+c');
    const filter = page.getByLabel('姓名、拼音、电话');
    await filter.fill('');
    await filter.focus();
    await page.keyboard.press('Control+v');
    assert.equal(await filter.inputValue(), '13900000007');
    await console().leave(page);
  });

  test('a customer without a name is seen by its number, and opened', async () => {
    const { open, api } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', { phones: ['13900998877'] });
    const page = await open('admin', '/customers?q=13900998877');
    await page.getByRole('link', { name: '13900998877' }).click();
    await page.getByRole('heading', { name: '13900998877' }).waitFor();
    await page.waitForURL(`**/customers/${id}`);
    await console().leave(page);
  });

  test('keys move on from the active cell also when it was scrolled out of sight', async () => {
    const { open } = console();
    const page = await open('admin', `/customers?q=${encodeURIComponent('名单')}`);
    const first = page.locator('[data-cell="0:0"]');
    await first.focus();
    await page.getByRole('grid').hover();
    await page.mouse.wheel(0, 3000);
    await first.waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-cell="1:0"]:focus').waitFor();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-cell="1:0"]:focus').waitFor();
    await console().leave(page);
  });

  test('Esc gives an edit up whose editor is on its way still', async () => {
    const { open, api } = console();
    const field = await api<{ key: string }>('admin', 'POST', '/admin/fields', {
      record: 'customer',
      kind: 'datetime',
      label: '约定',
    });
    await api('admin', 'PUT', '/preferences/columns.customers', [{ key: 'name' }, { key: `custom.${field.key}` }]);
    const page = await open('admin', `/customers?q=${encodeURIComponent('名单007')}`);
    let send: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (send = resolve));
    await page.route('**/date-editor-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.locator('[data-cell="0:1"]').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: '约定', disabled: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-cell="0:1"]').waitFor();
    const came = page.waitForResponse((answer) => answer.url().includes('/date-editor-'));
    send();
    await came;
    await page.keyboard.press('ArrowLeft');
    await page.locator('[data-cell="0:0"]:focus').waitFor();
    assert.equal(await page.locator('.ant-picker').count(), 0);
    await api('admin', 'DELETE', '/preferences/columns.customers');
    await console().leave(page);
  });

  test('the address holds filters and order; back and reload bring them again', async () => {
    const { open } = console();
    const page = await open('admin', '/customers');
    await page.getByLabel('姓名、拼音、电话').fill('名单01');
    await page.waitForURL(/q=/);
    await page.getByText('共 10 位').waitFor();
    await page.getByLabel('排序').click();
    await page.getByTitle('最早创建').click();
    await page.waitForURL(/sort=createdAt/);
    await page.reload();
    await page.getByText('共 10 位').waitFor();
    await page.locator('[data-cell="0:0"]', { hasText: '名单010' }).waitFor();
    assert.equal(await page.getByLabel('姓名、拼音、电话').inputValue(), '名单01');
    await console().leave(page);
  });

  test('a cell is edited by keyboard: Enter saves, Esc gives up, Tab saves and goes on', async () => {
    const { open, api } = console();
    const [customer] = (
      await api<{ items: Customer[] }>('admin', 'GET', `/customers?q=${encodeURIComponent('名单007')}`)
    ).items;
    assert.ok(customer);
    await api('admin', 'PUT', '/preferences/columns.customers', [
      { key: 'name' },
      { key: 'address' },
      { key: 'company' },
    ]);
    const page = await open('admin', `/customers?q=${encodeURIComponent('名单007')}`);
    const address = page.locator('[data-cell="0:1"]');
    await address.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: '地址' }).fill('天山路 1 号');
    await page.keyboard.press('Escape');
    await address.and(page.locator(':focus')).waitFor();
    assert.equal(await address.innerText(), '');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: '地址' }).fill('天山路 2 号');
    await page.keyboard.press('Tab');
    const company = page.getByRole('combobox', { name: '公司' });
    await company.fill('天山商贸');
    await page.keyboard.press('Enter');
    await page.locator('[data-cell="0:2"]', { hasText: '天山商贸' }).waitFor();
    await page.locator('[data-cell="0:1"]', { hasText: '天山路 2 号' }).waitFor();
    const after = await api<Customer & { company: { name: string } }>('admin', 'GET', `/customers/${customer.id}`);
    assert.deepEqual([after.address, after.company.name], ['天山路 2 号', '天山商贸']);
    // Whoever clicks elsewhere goes on there.
    await page.locator('[data-cell="0:1"]').dblclick();
    await page.getByRole('textbox', { name: '地址' }).fill('天山路 3 号');
    const search = page.getByLabel('姓名、拼音、电话');
    await search.click();
    await page.locator('[data-cell="0:1"]', { hasText: '天山路 3 号' }).waitFor();
    await search.and(page.locator(':focus')).waitFor();
    await api('admin', 'DELETE', '/preferences/columns.customers');
    await console().leave(page);
  });

  test('a range of rows is changed at once, said beforehand, and can be undone', async () => {
    const { open, api } = console();
    const filter = `q=${encodeURIComponent('名单09')}&sort=createdAt`;
    const types = async (): Promise<string[]> =>
      (await api<{ items: Customer[] }>('admin', 'GET', `/customers?${filter}`)).items.map(
        (one) => one.type?.name ?? '',
      );
    const page = await open('admin', `/customers?${filter}`);
    await page.locator('[data-cell="0:0"]').focus();
    await page.keyboard.press('Space');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('已选 4 位').waitFor();
    await page.getByRole('button', { name: '批量修改' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: '修改哪一项' }).click();
    await page.getByTitle('客户类型', { exact: true }).click();
    await page.getByTitle('签约客户', { exact: true }).click();
    await dialog.getByText('将把 4 位客户的“客户类型”改为“签约客户”。完成后可以撤销。').waitFor();
    await dialog.getByRole('button', { name: '修改', exact: true }).click();
    await page.getByText('已修改 4 位客户的“客户类型”').waitFor();
    assert.equal((await types()).filter((type) => type === '签约客户').length, 4);
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销').waitFor();
    assert.equal((await types()).filter((type) => type === '签约客户').length, 0);
    await console().leave(page);
  });

  test('a view is saved, chosen by its address and deleted with undo', async () => {
    const { open } = console();
    const page = await open('admin', `/customers?q=${encodeURIComponent('名单02')}`);
    await page.getByRole('button', { name: '存为视图' }).click();
    await page.getByLabel('视图名称').fill('二十几');
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await page.waitForURL(/view=\d+/);
    await page.getByRole('heading', { name: '二十几' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '二十几' }).waitFor();
    await page.getByText('共 10 位').waitFor();
    await page
      .getByRole('button', { name: /二十几/ })
      .first()
      .click();
    await page.getByRole('button', { name: '删除视图 二十几' }).click();
    await page.getByText('视图“二十几”已删除').waitFor();
    await page.getByRole('heading', { name: '全部客户' }).waitFor();
    await console().leave(page);
  });

  test("an agent of own scope sees no trace of others' customers", async () => {
    const { open } = console();
    const page = await open('own', `/customers?q=${encodeURIComponent('名单')}`);
    await page.getByText('共 13 位').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '搜索' }).fill('名单001');
    await page.getByText('没有找到“名单001”').waitFor();
    await page.getByRole('combobox', { name: '搜索' }).fill('名单010');
    await page.getByRole('option', { name: /名单010/ }).waitFor();
    await console().leave(page);
  });
}
