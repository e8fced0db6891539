import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

export function reportFlows(console: () => Console): void {
  test('every chart has its figures in a table, and counts what the agent may see', async () => {
    const { open, api } = console();
    const { id } = await api<{ id: string }>('admin', 'POST', '/customers', {
      name: '报表里的人',
      source: { name: '官网注册' },
      owner: { agent: { loginNo: 'own' } },
    });
    await api('own', 'POST', '/opportunities', {
      customerId: id,
      name: '报表里的商机',
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
      stage: { name: '需求确定' },
      owner: { agent: { loginNo: 'own' } },
    });
    const { dictionaries } = await api<{ dictionaries: { follow_up_type: { id: string }[] } }>(
      'own',
      'GET',
      '/directory',
    );
    const type = dictionaries.follow_up_type[0]?.id;
    await api('own', 'POST', '/follow-ups', { customerId: id, type, content: '报表里的跟进' });
    const other = await api<{ id: string }>('tree', 'POST', '/customers', {
      name: '报表里的别人',
      owner: { agent: { loginNo: 'tree' } },
    });
    await api('tree', 'POST', '/follow-ups', { customerId: other.id, type, content: '主管的跟进' });
    const shows = async (loginNo: string) => {
      const page = await open(loginNo, '/reports');
      const figures = (title: string, row: string) =>
        page.getByRole('region', { name: title }).getByRole('row').filter({ hasText: row });
      await page.getByRole('img', { name: '商机漏斗' }).waitFor();
      for (const title of ['坐席跟进', '新增客户来源']) await page.getByRole('img', { name: title }).waitFor();
      return { page, figures };
    };
    const cells = async (row: ReturnType<Awaited<ReturnType<typeof shows>>['figures']>, count: number) =>
      (await row.getByRole('cell').allInnerTexts()).slice(0, count);

    const own = await shows('own');
    const stages = await api<{ stages: { stage: { name: string }; count: number }[] }>(
      'own',
      'GET',
      `/reports/funnel?from=2020-01-01&to=2099-12-31`,
    );
    const wanted = stages.stages.find(({ stage }) => stage.name === '需求确定')?.count;
    assert.deepEqual(await cells(own.figures('商机漏斗', '需求确定'), 1), [String(wanted)]);
    assert.equal(await own.figures('坐席跟进', '坐席甲').count(), 1);
    assert.equal(await own.figures('坐席跟进', '主管乙').count(), 0);
    await own.figures('新增客户来源', '官网注册').waitFor();
    await console().leave(own.page);

    const admin = await shows('admin');
    await admin.figures('坐席跟进', '主管乙').waitFor();
    await console().leave(admin.page);
  });
}
