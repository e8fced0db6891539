import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../console.ts';

interface Company {
  readonly id: string;
  readonly city: string;
}

interface Device extends Company {
  readonly custom: Readonly<Record<string, string | null>>;
}

export function companyFlows(console: () => Console): void {
  test('a customer without a name is opened from its company, and a long name leaves room for others', async () => {
    const { open, api, leave } = console();
    const { id } = await api<Company>('admin', 'POST', '/companies', { name: '无名之家' });
    await api('admin', 'POST', '/customers', { name: '', phones: ['13911110005'], company: { id } });
    await api('admin', 'POST', '/customers', { name: '长'.repeat(255), phones: ['13911110006'], company: { id } });
    const page = await open('admin', `/companies/${id}`);
    const long = page.getByRole('link', { name: /13911110006/ });
    assert.ok((await long.boundingBox())!.height < 60);
    await page.getByRole('link', { name: /^13911110005/ }).click();
    await page.getByRole('heading', { name: '13911110005' }).waitFor();
    await leave(page);
  });

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

  test('a row of an asset table says which fields it fills before it does, and can be taken back', async () => {
    const { app, open, api } = console();
    const table = await api<{ id: string }>('admin', 'POST', '/asset-tables', {
      key: 'machines',
      title: '设备台账',
      columns: [
        { key: 'model', name: '型号', type: 1 },
        { key: 'sn', name: '序列号', type: 1, unique: true },
      ],
    });
    const owner = { ownerType: 'agent', owner: String(app.tenantId) };
    for (const [model, sn] of [
      ['打印机', 'SN-001'],
      ['交换机', 'SN-002'],
    ]) {
      await api('admin', 'POST', `/asset-tables/${table.id}/rows`, { cells: { model, sn }, ...owner });
    }
    const settings = { extension: 'tableName=machines&cPara=model:machine_model,sn:machine_sn' };
    for (const [key, label, more] of [
      ['machine_sn', '设备序列号', {}],
      ['machine_model', '设备型号', { settings }],
    ] as const) {
      await api('admin', 'POST', '/admin/fields', { record: 'company', kind: 'input', key, label, ...more });
    }
    const { id } = await api<Company>('admin', 'POST', '/companies', {
      name: '选设备的公司',
      custom: { machine_sn: '原来的' },
    });
    const now = async (): Promise<(string | null | undefined)[]> => {
      const { custom } = await api<Device>('admin', 'GET', `/companies/${id}`);
      return [custom['machine_model'], custom['machine_sn']];
    };
    const page = await open('admin', `/companies/${id}`);
    await page.getByRole('button', { name: '从资产表选择：设备型号' }).click();
    const dialog = page.getByRole('dialog', { name: '从资产表选择：设备型号' });
    const row = page.frameLocator('iframe').locator('tbody tr').filter({ hasText: 'SN-002' });
    await row.getByRole('button').click();
    await dialog.getByText('将填入 2 个字段：').waitFor();
    await dialog.getByText('原来的').waitFor();
    assert.deepEqual(await now(), [null, '原来的']);
    await dialog.getByRole('button', { name: '填入 2 项' }).click();
    await page.getByText('已填入 2 个字段').waitFor();
    await page.getByRole('button', { name: '修改设备序列号：SN-002' }).waitFor();
    assert.deepEqual(await now(), ['交换机', 'SN-002']);
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('已撤销').waitFor();
    assert.deepEqual(await now(), [null, '原来的']);
    await console().leave(page);
  });
}
