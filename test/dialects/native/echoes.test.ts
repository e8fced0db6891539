import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine } from '#testing/boot.ts';
import { signIn } from './agent.ts';

interface Row {
  readonly id: string;
}

onEachEngine('native: what is shown may be sent back', (boot) => {
  test('under HUILIU_STRICT too, whatever the record, and changes nothing', async () => {
    const at = await boot.demo({ HUILIU_STRICT: '1' });
    const admin = await signIn(at, 'admin');
    const show = async <T>(path: string): Promise<T> => (await admin.get(path)).body as T;
    const view = {
      record: 'customers',
      name: '我的',
      sharing: 'me',
      definition: { filters: {}, columns: [], sort: null },
    };
    await admin.send('POST', '/api/views', view);
    const hook = { url: 'https://1.1.1.1/hook', kinds: ['customer.created'], enabled: false };
    await admin.send('POST', '/api/admin/webhooks', hook);

    interface Directory {
      departments: Row[];
      roles: Row[];
      tenant: Row;
      dictionaries: Record<string, Row[]>;
      fields: Record<string, Row[]>;
    }
    const directory = () => show<Directory>('/api/directory');
    const firstOf = (path: string) => async () => (await show<{ items: Row[] }>(path)).items[0]!;
    const kinds: readonly [path: string, read: () => Promise<Row>][] = [
      ['/api/customers/6470844909275561985', () => show('/api/customers/6470844909275561985')],
      ['/api/companies/12352625', () => show('/api/companies/12352625')],
      ['/api/opportunities/', firstOf('/api/opportunities')],
      ['/api/follow-ups/', firstOf('/api/follow-ups')],
      ['/api/tickets/', firstOf('/api/tickets?customer=73391')],
      ['/api/views/', firstOf('/api/views?record=customers')],
      ['/api/asset-tables/', firstOf('/api/asset-tables')],
      ['/api/asset-tables/1/rows/', firstOf('/api/asset-tables/1/rows')],
      ['/api/admin/agents/', firstOf('/api/admin/agents')],
      ['/api/admin/clients/', firstOf('/api/admin/clients')],
      ['/api/admin/webhooks/', firstOf('/api/admin/webhooks')],
      ['/api/admin/departments/', async () => (await directory()).departments[0]!],
      ['/api/admin/roles/', async () => (await directory()).roles[0]!],
      ['/api/admin/tenant', async () => (await directory()).tenant],
      ['/api/admin/dictionaries/customer_type/', async () => (await directory()).dictionaries['customer_type']![0]!],
    ];
    for (const [path, read] of kinds) {
      const shown = await read();
      const answer = await admin.send('PATCH', path.endsWith('/') ? path + shown.id : path, shown);
      assert.equal(answer.status, 200, `${path} ${JSON.stringify(answer.body)}`);
      assert.deepEqual(await read(), shown, path);
    }
    const { fields } = await directory();
    for (const field of Object.values(fields).flat()) {
      const answer = await admin.send('PATCH', `/api/admin/fields/${field.id}`, field);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    }
    assert.deepEqual((await directory()).fields, fields);
    const call = { serial: 'e-1', phone: '13888888888', direction: 'in', agentLoginNo: '009', state: 'ended' };
    const first = await admin.send('POST', '/api/calls', call);
    assert.deepEqual((await admin.send('POST', '/api/calls', first.body)).body, first.body);
  });

  test('custom fields that were made required since, and options whose ids have nineteen digits', async () => {
    const at = await boot.app();
    const admin = await signIn(at, 'admin');
    const records = [
      ['customer', '/api/customers', { name: '张三', phones: ['13800138000'] }],
      ['company', '/api/companies', { name: '云雀科技' }],
      ['opportunity', '/api/opportunities', { customerId: '', name: '续费', type: '1', source: '1', stage: '22' }],
    ] as const;
    const id = '9200000000000000123';
    let customerId = '';
    for (const [record, path, body] of records) {
      const fields: { id: string; key: string }[] = [];
      for (const field of [
        { kind: 'input', label: '备注' },
        { kind: 'select', label: '级别', options: [{ id, label: '高' }] },
        { kind: 'cascade', label: '区域', options: [{ id, label: '华中' }] },
      ]) {
        const { body: made } = await admin.send('POST', '/api/admin/fields', { record, ...field });
        fields.push(made as { id: string; key: string });
      }
      const [text, level, region] = fields as [{ id: string; key: string }, { key: string }, { key: string }];
      const custom = { [level.key]: id, [region.key]: [{ id }] };
      const made = await admin.send('POST', path, { ...body, custom, ...('customerId' in body ? { customerId } : {}) });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const shown = made.body as Row & { custom: Record<string, unknown> };
      if (record === 'customer') customerId = shown.id;
      assert.deepEqual(shown.custom, {
        [text.key]: null,
        [level.key]: { id, label: '高' },
        [region.key]: [{ id, label: '华中' }],
      });
      await admin.send('PATCH', `/api/admin/fields/${text.id}`, { required: true });
      const echoed = await admin.send('PATCH', `${path}/${shown.id}`, shown);
      assert.deepEqual([echoed.status, echoed.body], [200, shown]);

      const given = await admin.send('PATCH', `${path}/${shown.id}`, { custom: { [text.key]: '有' } });
      assert.equal(given.status, 200);
      const emptied = await admin.send('PATCH', `${path}/${shown.id}`, { custom: { [text.key]: null } });
      assert.deepEqual([emptied.status, (emptied.body as { code: string }).code], [422, 'field_required']);
    }
  });

  test('options of a cascade in one list under a parent that is not there are refused', async () => {
    const at = await boot.app();
    const admin = await signIn(at, 'admin');
    const made = await admin.send('POST', '/api/admin/fields', {
      record: 'customer',
      kind: 'cascade',
      label: '区域',
      options: [
        { id: '1', label: '华中' },
        { id: '2', parentId: '1', label: '武汉' },
        { id: '3', parentId: '9', label: '郑州' },
      ],
    });
    const { errors } = made.body as { errors: { field: string }[] };
    assert.deepEqual([made.status, errors[0]?.field], [422, 'options']);
  });
});
