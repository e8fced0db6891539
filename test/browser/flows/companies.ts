import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

interface Company {
  readonly id: string;
  readonly city: string;
}

export function companyFlows(console: () => Console): void {
  test('a company is made, edited where it stands, deleted and brought back', async () => {
    const { open, api } = console();
    const page = await open('admin', '/companies');
    await page.getByRole('button', { name: '新建公司' }).click();
    const dialog = page.getByRole('dialog', { name: '新建公司' });
    await dialog.getByLabel('公司名称').fill('汇流科技');
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByRole('heading', { name: '汇流科技' }).waitFor();
    const id = page.url().split('/').at(-1)!;
    await page.getByRole('button', { name: /^修改城市：/ }).click();
    await page.getByRole('textbox', { name: '城市' }).fill('杭州');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '修改城市：杭州' }).waitFor();
    assert.equal((await api<Company>('admin', 'GET', `/companies/${id}`)).city, '杭州');
    await page.getByRole('button', { name: '删除' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByText('“汇流科技”已删除').waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByRole('heading', { name: '汇流科技' }).waitFor();
    await console().leave(page);
  });
}
