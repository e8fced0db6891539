import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from '#testing/browser.ts';
import type { Console } from '../console.ts';

export function transferFlows(console: () => Console): void {
  test('a file is tried, imported and taken back; what was refused is a file with reasons', async () => {
    const { open, api } = console();
    const page = await open('admin', '/transfers');
    await page.getByRole('button', { name: '导入' }).click();
    const dialog = page.getByRole('dialog', { name: '导入' });
    const csv = '姓名,电话,来源说明\n导入甲,13611110001,展会\n导入乙,13611110002,展会\n导入丙,不是号码,展会\n';
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await dialog.getByText('名单.csv：请确认每一列对应哪一项').waitFor();
    await dialog.getByRole('button', { name: '试运行' }).click();
    await dialog.getByText('检查完毕，还没有写入任何数据。').waitFor();
    const found = async (): Promise<number> =>
      (await api<{ total: number }>('admin', 'GET', `/customers?q=${encodeURIComponent('导入')}`)).total;
    assert.equal(await found(), 0);
    await dialog.getByRole('button', { name: '导入 2 行' }).click();
    const job = page.getByRole('article', { name: '导入客户' }).filter({ hasNotText: '试运行' }).first();
    await job.getByText('新建 2，更新 0，重复 0，错误 1').waitFor();
    assert.equal(await found(), 2);

    const [download] = await Promise.all([page.waitForEvent('download'), job.getByText('下载错误行（1）').click()]);
    assert.match(await readFile(await download.path(), 'utf8'), /不是号码/);

    await job.getByRole('button', { name: '撤销' }).click();
    await page.getByText('这次导入新建的记录会被删除').waitFor();
    await page.locator('.ant-popconfirm').getByRole('button', { name: '确定' }).click();
    await page.getByRole('article', { name: '撤销导入' }).getByText('已完成').waitFor();
    assert.equal(await found(), 0);
    await console().leave(page);
  });

  test('what a list is filtered to is exported in the background and downloaded', async () => {
    const { open, api } = console();
    await api('admin', 'POST', '/customers', { name: '要导出的人', phones: ['13622220001'] });
    const page = await open('admin', `/customers?q=${encodeURIComponent('要导出')}`);
    await page.getByText('共 1 位').waitFor();
    await page.getByRole('button', { name: '导出' }).click();
    await page.getByText('CSV', { exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '开始' }).click();
    await page.waitForURL('**/transfers');
    const job = page.getByRole('article', { name: '导出客户（csv）' }).first();
    const file = job.getByRole('link', { name: '下载' });
    await file.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /要导出的人/);
    assert.equal(text.trim().split('\n').length, 2);
    await console().leave(page);
  });
  test('a job that was begun elsewhere shows by itself, and only where it may be followed', async () => {
    const { open, api } = console();
    const pages = await Promise.all(['admin', 'own'].map((loginNo) => open(loginNo, '/transfers')));
    for (const page of pages) await page.getByRole('status', { name: '实时更新已连接' }).waitFor();
    const [admin, own] = pages as [Page, Page];
    const { id } = await api<{ id: string }>('admin', 'POST', '/exports', { record: 'companies', format: 'ndjson' });
    const job = (page: Page) => page.locator(`[data-job="${id}"]`);
    await job(admin).getByRole('link', { name: '下载' }).waitFor();
    assert.equal(await job(own).count(), 0);
    for (const page of pages) await console().leave(page);
  });
}
