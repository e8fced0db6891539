import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Page } from '#testing/browser.ts';
import type { Console } from '../console.ts';

export function columnFlows(console: () => Console): void {
  const kept = (page: Page): Promise<unknown> =>
    page.waitForResponse((answer) => answer.url().includes('/preferences/columns.customers'));
  const headings = async (page: Page): Promise<string[]> =>
    (await page.getByRole('columnheader').allInnerTexts()).filter((text) => text !== '');
  before(() =>
    console().api('admin', 'POST', '/customers', { name: '看列的人', owner: { agent: { loginNo: 'tree' } } }),
  );

  test('columns chosen once are there after a reload', async () => {
    const { open } = console();
    const page = await open('tree', '/customers');
    await page.getByRole('button', { name: /列$/ }).click();
    for (const column of ['地址', '客户类型']) {
      const saved = kept(page);
      await page.getByRole('checkbox', { name: column }).click();
      await saved;
    }
    const width = page.getByRole('separator', { name: '“姓名”列宽' });
    const saved = kept(page);
    await width.focus();
    await page.keyboard.press('ArrowRight');
    await saved;
    await page.reload();
    await page.getByRole('columnheader', { name: /地址/ }).waitFor();
    assert.notEqual(await width.getAttribute('aria-valuenow'), '150');
    assert.equal(await page.getByRole('columnheader', { name: /客户类型/ }).count(), 0);
    await console().leave(page);
  });

  test('what is changed last before the page is left is kept too', async () => {
    const { open, api } = console();
    await api('tree', 'PUT', '/preferences/columns.customers', [{ key: 'name' }, { key: 'phones' }, { key: 'type' }]);
    const page = await open('tree', '/customers');
    await page.getByRole('button', { name: /列$/ }).click();
    await page.getByRole('checkbox', { name: '客户类型' }).click();
    await page.reload();
    await page.getByRole('columnheader', { name: '电话' }).waitFor();
    assert.deepEqual(await headings(page), ['姓名', '电话']);

    const width = page.getByRole('separator', { name: '“电话”列宽' });
    const widened = Number(await width.getAttribute('aria-valuenow')) + 16;
    await width.focus();
    await page.keyboard.press('ArrowRight');
    await page.goto(`${console().app.baseUrl}/healthz`);
    const columns = async () =>
      (await api<Record<string, unknown>>('tree', 'GET', '/preferences'))['columns.customers'];
    assert.deepEqual(await columns(), [{ key: 'name' }, { key: 'phones', width: widened }]);

    await console().leave(page);
  });

  test('Tab goes on from a cell of several lines too', async () => {
    const { open, api } = console();
    const { key } = await api<{ key: string }>('admin', 'POST', '/admin/fields', {
      record: 'customer',
      kind: 'textarea',
      label: '多行备注',
    });
    await api('admin', 'PUT', '/preferences/columns.customers', [
      { key: 'name' },
      { key: `custom.${key}` },
      { key: 'address' },
    ]);
    const page = await open('admin', `/customers?q=${encodeURIComponent('看列的人')}`);
    await page.locator('[data-cell="0:1"]').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: '多行备注' }).fill('第一行');
    await page.keyboard.press('Tab');
    await page.getByRole('textbox', { name: '地址' }).and(page.locator(':focus')).waitFor();
    await page.locator('[data-cell="0:1"]', { hasText: '第一行' }).waitFor();
    await api('admin', 'DELETE', '/preferences/columns.customers');
    await console().leave(page);
  });

  test('what lies behind a button above the list is gone through by keyboard', async () => {
    const { open, api, leave } = console();
    const page = await open('admin', '/customers');
    const focused = page.locator(':focus');
    const columns = page.getByRole('button', { name: /列$/ });
    await columns.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: '电话' }).and(focused).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('columnheader', { name: /电话/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await columns.and(focused).waitFor();
    const more = page.getByRole('button', { name: /更多筛选/ });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: '客户来源' }).and(focused).waitFor();
    await page.keyboard.press('Escape');
    await more.and(focused).waitFor();
    const views = page.getByRole('button', { name: /全部客户/ }).first();
    await views.focus();
    await page.keyboard.press('Enter');
    await page.locator('[aria-current="true"]').and(focused).waitFor();
    await page.keyboard.press('Enter');
    await views.and(focused).waitFor();
    await api('admin', 'DELETE', '/preferences/columns.customers');
    await leave(page);
  });

  test('what was changed last is shown after a reload whose write came to nothing, and kept then', async () => {
    const { open, api } = console();
    await api('tree', 'PUT', '/preferences/columns.customers', [{ key: 'name' }, { key: 'phones' }, { key: 'type' }]);
    const page = await open('tree', '/customers');
    await page.evaluate(() => {
      const send = globalThis.fetch;
      globalThis.fetch = (to, options) =>
        options?.method === 'PUT' ? Promise.reject(new TypeError('cut off')) : send(to, options);
    });
    await page.getByRole('button', { name: /列$/ }).click();
    await page.getByRole('checkbox', { name: '客户类型' }).click();
    const saved = kept(page);
    await page.reload();
    await page.getByRole('columnheader', { name: '电话' }).waitFor();
    assert.deepEqual(await headings(page), ['姓名', '电话']);
    await saved;
    await page.reload();
    await page.getByRole('columnheader', { name: '电话' }).waitFor();
    assert.deepEqual(await headings(page), ['姓名', '电话']);
    await console().leave(page);
  });

  test('a column that is dragged takes the place of another, to the right as to the left, and keeps it', async () => {
    const { open, api } = console();
    await api(
      'tree',
      'PUT',
      '/preferences/columns.customers',
      ['name', 'phones', 'type', 'owner'].map((key) => ({ key })),
    );
    const page = await open('tree', '/customers');
    const heading = (name: string) => page.getByRole('columnheader', { name });
    const drag = async (name: string, to: string): Promise<string[]> => {
      const saved = kept(page);
      await heading(name).dragTo(heading(to));
      await saved;
      return headings(page);
    };
    await heading('电话').waitFor();
    assert.deepEqual(await drag('电话', '负责人'), ['姓名', '客户类型', '负责人', '电话']);
    assert.deepEqual(await drag('负责人', '客户类型'), ['姓名', '负责人', '客户类型', '电话']);
    await page.reload();
    await heading('电话').waitFor();
    assert.deepEqual(await headings(page), ['姓名', '负责人', '客户类型', '电话']);

    await page.getByRole('button', { name: /列$/ }).click();
    const saved = kept(page);
    await page
      .getByRole('listitem')
      .filter({ hasText: '电话' })
      .dragTo(page.getByRole('listitem').filter({ hasText: '负责人' }));
    await saved;
    assert.deepEqual(await headings(page), ['姓名', '电话', '负责人', '客户类型']);
    await console().leave(page);
  });

  test("a view brings its columns; an agent's own changes of them stay the agent's", async () => {
    const { open, api } = console();
    const columns = ['name', 'owner', 'phones'].map((key) => ({ key }));
    const { id } = await api<{ id: string }>('admin', 'POST', '/views', {
      record: 'customers',
      name: '三列',
      sharing: 'all',
      definition: { filters: {}, columns, sort: null },
    });
    const page = await open('tree', `/customers?view=${id}`);
    await page.getByRole('heading', { name: '三列' }).waitFor();
    assert.deepEqual(await headings(page), ['姓名', '负责人', '电话']);
    const saved = kept(page);
    await page.getByRole('columnheader', { name: '电话' }).dragTo(page.getByRole('columnheader', { name: '负责人' }));
    await saved;
    assert.deepEqual(await headings(page), ['姓名', '电话', '负责人']);
    const other = await open('admin', `/customers?view=${id}`);
    await other.getByRole('heading', { name: '三列' }).waitFor();
    assert.deepEqual(await headings(other), ['姓名', '负责人', '电话']);
    await console().leave(other);
    await console().leave(page);
  });
}
