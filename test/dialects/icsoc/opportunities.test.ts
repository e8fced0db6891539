import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createField } from '#crm/fields/create-field.ts';
import { setRequiredField } from '#crm/fields/set-required-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type ExactJson, stringifyExact } from '#transport/http/exact-json.ts';
import { type Answer, type IcsocCaller, openCaller } from './icsoc-caller.ts';

type Members = Record<string, ExactJson>;

onEachEngine('icsoc opportunities', (boot) => {
  let at: TestApp;
  let caller: IcsocCaller;
  let clientId: string;

  const idOf = (answer: Answer): string => {
    assert.equal(answer.status, 200, answer.text);
    return (answer.body.data as { id: string }).id;
  };
  const whole = (more: object = {}) => ({
    cle_id: clientId,
    opty_name: '商机',
    opty_type: 1,
    opty_source: 1,
    opty_stage: 22,
    ...more,
  });
  const create = async (more: object = {}) => idOf(await caller.post('/opportunity', whole(more)));
  const detail = async (id: string) => (await caller.get(`/opportunity/${id}`)).body.data as Members;
  const client = async () => (await caller.get(`/client/${clientId}`)).body.data as Members;
  const change = async (id: string, body: object) => {
    const answer = await caller.put(`/opportunity/${id}`, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.data as Members;
  };
  const refused = (answer: Answer, key: string) => {
    assert.equal(answer.status, 422, answer.text);
    assert.ok(answer.body.message.startsWith(key), `${answer.body.message} names ${key}`);
  };

  before(async () => {
    at = await boot.app();
    caller = await openCaller(at);
    clientId = idOf(await caller.post('/client', { cle_name: '客户甲', cle_phone: '13700000001' }));
  });

  test('what must be given is, and what does not fit is refused by its key', async () => {
    for (const key of ['cle_id', 'opty_name', 'opty_type', 'opty_source', 'opty_stage']) {
      for (const value of [undefined, null, ''])
        refused(await caller.post('/opportunity', whole({ [key]: value })), key);
    }
    for (const [more, key] of [
      [{ cle_id: 0 }, 'cle_id'],
      [{ cle_id: '999999' }, 'cle_id'],
      [{ cle_id: 1.5 }, 'cle_id'],
      [{ opty_name: '字'.repeat(256) }, 'opty_name'],
      [{ opty_type: 99 }, 'opty_type'],
      [{ opty_source: 'x' }, 'opty_source'],
      [{ opty_stage: 99 }, 'opty_stage'],
      [{ lose_order_reason: 1 }, 'lose_order_reason'],
      [{ lose_order_remark: '贵' }, 'lose_order_remark'],
      [{ opty_stage: 26, lose_order_reason: 99 }, 'lose_order_reason'],
      [{ sale_charge_user_id: String(at.adminId) }, 'sale_charge_department_id'],
      [{ input_1: 'x' }, 'input_1'],
    ] as const) {
      refused(await caller.post('/opportunity', whole(more)), key);
    }
    assert.equal((await client())['opportunity_num'], 0);
    await at.store.write((db) => setRequiredField(db, at.tenantId, 'opportunity', 'opty_source', false));
    const id = await create({ opty_source: 0 });
    assert.equal((await detail(id))['opty_source'], 0);
    for (const body of [{ opty_name: '' }, { opty_stage: 0 }, { opty_type: null }]) {
      refused(await caller.put(`/opportunity/${id}`, body), Object.keys(body)[0]!);
    }
    for (const body of [{ cle_id: '5' }, { _id: 5 }, { id: '5' }, { vcc_id: 5 }]) {
      refused(await caller.put(`/opportunity/${id}`, body), Object.keys(body)[0]!);
    }
    await caller.delete('/opportunity', { ids: [id] });
  });

  test('the form has the association and the positions as integers', async () => {
    const items = (await caller.get('/opportunity/form/fields')).body.data as Members[];
    assert.deepEqual(
      items.map((item) => [item['field_name'], item['field_label'], item['field_type']]),
      [
        ['opty_name', '商机名称', 'input'],
        ['cle_id', '客户名称', 'association'],
        ['opty_type', '商机类型', 'select'],
        ['opty_source', '商机来源', 'select'],
        ['opty_stage', '销售阶段', 'select'],
      ],
    );
    assert.deepEqual(items[1]!['options'], {
      association_type: 'client.list',
      display_field_name: 'cle_name',
      url: 'api/client/smartSearch',
      dynamic_value: [],
      display_value: { cle_id: '0', cle_name: '' },
    });
    assert.deepEqual((items[2]!['options'] as Members)['customFieldsOptionNamesKeys'], [0, 1]);
  });

  test('winning and losing show on opportunity and client, and a loss keeps its reason while it is one', async () => {
    const id = await create();
    assert.deepEqual([(await client())['is_win_order'], (await client())['is_win_order_name']], [2, '否']);
    assert.equal((await change(id, { opty_stage: 25 }))['opty_stage_name'], '赢单');
    assert.deepEqual([(await client())['is_win_order'], (await client())['is_win_order_name']], [1, '是']);
    const lost = await change(id, { opty_stage: 26, lose_order_reason: 1, lose_order_remark: '太贵' });
    assert.deepEqual(
      [lost['lose_order_reason'], lost['lose_order_reason_name'], lost['lose_order_remark']],
      [1, '价格过高', '太贵'],
    );
    assert.equal((await client())['is_win_order'], 2);
    const back = await change(id, { ...lost, opty_stage: 24 });
    assert.deepEqual(
      [back['lose_order_reason'], back['lose_order_reason_name'], back['lose_order_remark']],
      [0, '', ''],
    );
    await change(id, { opty_stage: 25 });
    await caller.delete('/opportunity', { ids: [id] });
    assert.deepEqual([(await client())['is_win_order'], (await client())['opportunity_num']], [2, 0]);
  });

  test('it is owned as its client is, shows its client as it is now, and an echo changes nothing', async () => {
    const fieldId = await at.store.write((db) =>
      createField(db, at.tenantId, { record: 'opportunity', kind: 'number', label: '金额' }),
    );
    const id = await create({ [`number_${fieldId}`]: 99.5 });
    const shown = await caller.get(`/opportunity/${id}`);
    const data = shown.body.data as Members;
    assert.deepEqual([data['cle_name'], data['cle_phone'], data[`number_${fieldId}`]], ['客户甲', '13700000001', 99.5]);
    const echo = await caller.put(`/opportunity/${id}`, stringifyExact(data));
    assert.equal(echo.text, shown.text);
    await caller.put(`/client/${clientId}`, { cle_name: '客户乙' });
    assert.equal((await detail(id))['cle_name'], '客户乙');
    const owned = await change(id, {
      sale_charge_user_id: String(at.adminId),
      sale_charge_department_id: String(at.departmentId),
    });
    assert.equal(owned['sale_charge_user_name'], 'admin 管理员');
    const changes = await at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select('field')
        .where('tenant_id', '=', at.tenantId)
        .where('record', '=', 'opportunity')
        .where('record_id', '=', BigInt(id))
        .execute(),
    );
    assert.deepEqual(
      changes.map((one) => one.field),
      ['owner', 'owner_department'],
    );
    await caller.delete('/opportunity', { ids: [id] });
  });

  test('the list is walked by its cursor in every order, and its filters narrow rows and total alike', async () => {
    const other = idOf(await caller.post('/client', { cle_name: '另一家', cle_phone: '13700000002' }));
    await create({ opty_name: '甲单', opty_stage: 23 });
    await create({ opty_name: '乙单', opty_type: 2 });
    await create({ opty_name: '丙单', cle_id: other, opty_source: 2 });
    for (const query of [
      {},
      { order: 'asc' },
      { sort: 'update_time' },
      { sort: 'id', order: 'asc' },
      { opty_name: '单' },
      { cle_name: '客户' },
    ] as Record<string, string>[]) {
      const { rows, total } = (await caller.get('/opportunity/opportunities', query)).body.data as {
        rows: Members[];
        total: number;
      };
      assert.equal(rows.length, total);
      const walked: ExactJson[] = [];
      for (let cursor = ''; ; ) {
        const page = await caller.get('/opportunity/opportunities', { page_size: 1, cursor, ...query });
        const data = page.body.data as { rows: Members[]; cursor: string };
        if (data.rows.length === 0) break;
        walked.push(...data.rows);
        cursor = data.cursor;
      }
      assert.deepEqual(walked, rows);
    }
    const found = async (query: Record<string, string | number>) =>
      ((await caller.get('/opportunity/opportunities', query)).body.data as { rows: Members[] }).rows.map(
        (row) => row['opty_name'],
      );
    assert.deepEqual(await found({ opty_stage: 23 }), ['甲单']);
    assert.deepEqual(await found({ opty_type: 2 }), ['乙单']);
    assert.deepEqual(await found({ opty_source: 2 }), ['丙单']);
    assert.deepEqual(await found({ cle_id: other }), ['丙单']);
    assert.deepEqual(await found({ cle_phone: '13700000002' }), ['丙单']);
    assert.deepEqual(await found({ cle_name: '另一' }), ['丙单']);
    assert.deepEqual(await found({ opty_name: '乙' }), ['乙单']);
    assert.deepEqual(await found({ create_time_end: '2001-01-01' }), []);
    assert.deepEqual(await found({ sale_charge_user_id: 999 }), []);
  });
});
