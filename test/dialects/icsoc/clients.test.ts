import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createRow } from '#crm/assets/create-rows.ts';
import { createTable } from '#crm/assets/create-table.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createField, type NewField } from '#crm/fields/create-field.ts';
import { setRequiredField } from '#crm/fields/set-required-field.ts';
import { updateField } from '#crm/fields/update-field.ts';
import { updateOption } from '#crm/options/update-option.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type ExactJson, stringifyExact } from '#transport/http/exact-json.ts';
import { type Answer, type IcsocCaller, openCaller } from './icsoc-caller.ts';

type Members = Record<string, ExactJson>;

const two = [
  { id: 1n, label: '甲' },
  { id: 2n, label: '乙' },
];

/** One custom field of every kind, with a value and what else is shown of it. */
const kinds: readonly { field: Omit<NewField, 'record' | 'id'>; value: ExactJson; name?: string; empty: ExactJson }[] =
  [
    { field: { kind: 'input', label: '单行' }, value: '一行', empty: '' },
    { field: { kind: 'textarea', label: '多行' }, value: '两\n行', empty: '' },
    { field: { kind: 'number', label: '数字' }, value: 12.5, empty: '' },
    { field: { kind: 'select', label: '下拉', options: two }, value: 2, name: '乙', empty: 0 },
    { field: { kind: 'radio', label: '单选', options: two }, value: 1, name: '甲', empty: 0 },
    { field: { kind: 'checkbox', label: '多选', options: two }, value: [1, 2], name: '甲,乙', empty: [] },
    { field: { kind: 'checkbox', label: '是否', settings: { yesNo: true } }, value: [1], name: '是', empty: [] },
    {
      field: {
        kind: 'cascade',
        label: '级联',
        options: [{ id: 7n, label: '华中', children: [{ id: 8n, label: '武汉' }] }],
      },
      value: [7, 8],
      name: '华中/武汉',
      empty: [],
    },
    { field: { kind: 'city', label: '地区' }, value: ['440000', '440100'], name: '广东省/广州市', empty: [] },
    { field: { kind: 'datetime', label: '日期' }, value: 1542556800, empty: 0 },
    { field: { kind: 'telephone', label: '电话' }, value: '02188886666', empty: '' },
    { field: { kind: 'email', label: '邮箱' }, value: 'a@example.com', empty: '' },
    {
      field: { kind: 'attachment', label: '附件' },
      value: [{ name: '合同.pdf', url: 'https://example.com/1.pdf', size: 12 }],
      empty: [],
    },
  ];

onEachEngine('icsoc clients', (boot) => {
  let at: TestApp;
  let caller: IcsocCaller;
  let fields: { id: bigint; key: string; value: ExactJson; name: string | undefined; empty: ExactJson }[];
  let tableId: bigint;

  const detail = async (id: string): Promise<Members> => {
    const answer = await caller.get(`/client/${id}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.data as Members;
  };
  const create = async (body: object): Promise<string> => {
    const answer = await caller.post('/client', body);
    assert.equal(answer.status, 200, answer.text);
    return (answer.body.data as { id: string }).id;
  };
  let phones = 0;
  const fresh = (more: object = {}) => ({
    cle_name: '新客户',
    cle_phone: `137${String((phones += 1)).padStart(8, '0')}`,
    ...more,
  });
  const refused = (answer: Answer, status: number, key: string) => {
    assert.equal(answer.status, status, answer.text);
    assert.ok(answer.body.message.startsWith(key), `${answer.body.message} names ${key}`);
  };
  const changesOf = (id: string) =>
    at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['field', 'via'])
        .where('tenant_id', '=', at.tenantId)
        .where('record', '=', 'customer')
        .where('record_id', '=', BigInt(id))
        .orderBy('id')
        .execute(),
    );

  before(async () => {
    at = await boot.app();
    caller = await openCaller(at);
    const define = (field: Omit<NewField, 'record'>) =>
      at.store.write((db) => createField(db, at.tenantId, { ...field, record: 'customer' }));
    fields = [];
    for (const [index, { field, value, name, empty }] of kinds.entries()) {
      const id = await define({ ...field, ...(index === 0 ? { id: 6470108518023413761n } : {}) });
      fields.push({ id, key: `${field.kind}_${id}`, value, name, empty });
    }
    tableId = await at.store.write(async (db) => {
      const { id } = await createTable(db, at.admin, {
        key: 'stores',
        title: '门店',
        columns: [{ key: 'name', name: '名称' }],
      });
      const owner = { ownerType: 'agent', owner: String(at.tenantId) } as const;
      await createRow(db, at.admin, id, { cells: new Map([['name', '沌口店']]), ...owner, origin: { id: 230101n } });
      await createRow(db, at.admin, id, { cells: new Map([['name', '汉口店']]), ...owner, origin: { id: 230102n } });
      return id;
    });
    const settings = { tableId: String(tableId), displayColumn: 'name' };
    const id = await define({ kind: 'datasource', label: '门店', settings });
    fields.push({ id, key: `datasource_${id}`, value: ['230101', '230102'], name: '沌口店,汉口店', empty: [] });
  });

  test('the form lists system and custom fields, with choices and what must be given', async () => {
    const answer = await caller.get('/client/form/fields');
    const items = answer.body.data as Members[];
    const keys = ['field_name', 'field_label', 'options', 'field_type', 'is_required'];
    for (const item of items) assert.deepEqual(Object.keys(item), keys);
    const shown = new Map(items.map((item) => [item['field_name'], item]));
    assert.deepEqual(
      items.slice(0, 5).map((item) => [item['field_name'], item['field_type'], item['is_required']]),
      [
        ['cle_name', 'input', 1],
        ['cle_phone', 'telephone', 1],
        ['cle_source', 'select', 0],
        ['cle_type', 'select', 0],
        ['cle_grade', 'select', 0],
      ],
    );
    assert.deepEqual(shown.get('cle_grade')!['options'], {
      customFieldsOptionNames: [
        { text: '普通客户', value: 1 },
        { text: '重要客户', value: 2 },
        { text: 'VIP客户', value: 3 },
      ],
      customFieldsOptionNamesKeys: ['0', '1', '2'],
      customFieldsOptionDefault: '',
      customFieldsOptionCount: 3,
    });
    assert.deepEqual(
      items.slice(5).map((item) => item['field_name']),
      fields.map(({ key }) => key),
    );
    const cascade = fields.find(({ key }) => key.startsWith('cascade_'))!.key;
    assert.deepEqual(shown.get(cascade)!['options'], {
      customFieldsOptionNames: [{ text: '华中', value: 7, children: [{ text: '武汉', value: 8 }] }],
      customFieldsOptionNamesKeys: ['0'],
      customFieldsOptionDefault: '',
      customFieldsOptionCount: 1,
    });
    assert.deepEqual(shown.get('input_6470108518023413761')!['options'], []);
  });

  test("a select's default is its position, as at the vendor", async () => {
    const { id, key } = fields.find((field) => field.key.startsWith('select_'))!;
    await at.store.write((db) => updateField(db, at.tenantId, id, { settings: { defaultOptionId: '2' } }));
    const items = (await caller.get('/client/form/fields')).body.data as Members[];
    const { options } = items.find((item) => item['field_name'] === key)!;
    assert.equal((options as Members)['customFieldsOptionDefault'], 1);
  });

  test("the vendor's example creates a client", async () => {
    const answer = await caller.post(
      '/client',
      '{"cle_name":"张三","cle_phone":"13800138001","cle_source":1,"cle_type":2,"cle_grade":1}',
    );
    assert.match(answer.text, /^\{"code":200,"message":"ok","data":\{"id":"(\d+)","_id":\1\}\}$/);
    const client = await detail((answer.body.data as { id: string }).id);
    const want = {
      cle_name: '张三',
      cle_phone: '13800138001',
      cle_source_name: '官网注册',
      cle_type_name: '签约客户',
      cle_grade_name: '普通客户',
      cle_pinyin: 'zhangsan',
      create_type: 2,
      create_type_name: '接口',
      is_win_order: 2,
      no_contact_days: 0,
      last_contact_time: 0,
      last_contact_user_name: '',
      sale_charge_user_id: 0,
      create_user_name: 'admin 管理员',
      create_role_name: 'admin',
      opportunity_num: 0,
      im_third_id: '',
    };
    for (const [key, value] of Object.entries(want)) assert.deepEqual(client[key], value, key);
  });

  test('values of every kind come back as they were sent, with their names', async () => {
    const id = await create(fresh(Object.fromEntries(fields.map(({ key, value }) => [key, value]))));
    const client = await detail(id);
    for (const { key, value, name } of fields) {
      assert.deepEqual(client[key], value, key);
      assert.deepEqual(client[`${key}_name`], name, key);
    }
    const cleared = await caller.put(`/client/${id}`, Object.fromEntries(fields.map(({ key, empty }) => [key, empty])));
    for (const { key, name, empty } of fields) {
      assert.deepEqual((cleared.body.data as Members)[key], empty, key);
      assert.deepEqual((cleared.body.data as Members)[`${key}_name`], name === undefined ? undefined : '', key);
    }
    assert.deepEqual(
      (await changesOf(id)).map(({ field }) => field),
      fields.map((field) => `field:${field.id}`),
    );
  });

  test('numbers keep every digit', async () => {
    const { key } = fields.find((field) => field.key.startsWith('number_'))!;
    const id = await create(fresh());
    for (const [sent, shown] of [
      ['9007199254740993', '9007199254740993'],
      ['0.1000', '0.1'],
      ['123456789012345678901234.5', '123456789012345678901234.5'],
      ['"-3.50"', '-3.5'],
      ['0', '0'],
      ['1e-7', '0.0000001'],
      ['1.5E+3', '1500'],
    ] as const) {
      const answer = await caller.put(`/client/${id}`, `{"${key}":${sent}}`);
      assert.ok(answer.text.includes(`"${key}":${shown},`), `${sent}: ${answer.text.slice(0, 200)}`);
    }
  });

  test('a custom field that is not there, or a value that does not fit, is refused by its key', async () => {
    const bad: Record<string, ExactJson[]> = {
      input: ['字'.repeat(256), ['x'], true, 'a\0'],
      number: ['x', '1e3', [1], true],
      select: [3, 'x', [1], 1.5, -1, '乙'],
      radio: [99],
      checkbox: [[3], 1, ['x'], [1.5], 'x'],
      cascade: [[8], [7, 7], 7],
      city: [['440100'], ['999999'], '440000'],
      datetime: ['2019-01-01', 1.5, [1], '9'.repeat(19)],
      telephone: ['12', 'x'],
      email: ['x', '@'],
      attachment: [[{ name: 'x' }], ['x'], [{ name: 'x', url: 'javascript:1', size: 1 }], {}],
      datasource: [['1'], ['x'], '230101', [1.5]],
    };
    for (const { key } of fields) {
      for (const value of bad[key.split('_')[0]!] ?? []) {
        if (key.startsWith('checkbox') && fields.find((field) => field.key === key)!.name === '是') continue;
        refused(await caller.post('/client', fresh({ [key]: value })), 422, key);
      }
    }
    const padded = fields[0]!.key.replace('_', '_0');
    const long = [19, 30].map((digits) => `input_${'9'.repeat(digits)}`);
    for (const key of ['input_1', 'input_0', 'select_6470108518023413761', 'widget_1', padded, ...long]) {
      refused(await caller.post('/client', fresh({ [key]: 'x' })), 422, key);
    }
  });

  test('what must be given is, on create, and is not emptied by an update', async () => {
    refused(await caller.post('/client', {}), 422, 'cle_name');
    refused(await caller.post('/client', { cle_phone: '13500000000' }), 422, 'cle_name');
    for (const cle_phone of [undefined, null, ''])
      refused(await caller.post('/client', fresh({ cle_phone })), 422, 'cle_phone');
    const id = await create(fresh({ cle_grade: 1 }));
    refused(await caller.post('/client', fresh({ cle_name: ' \u3000' })), 422, 'cle_name');
    for (const cle_name of [null, '', '  ']) refused(await caller.put(`/client/${id}`, { cle_name }), 422, 'cle_name');
    refused(await caller.put(`/client/${id}`, { cle_phone: '' }), 422, 'cle_phone');
    assert.equal(((await caller.put(`/client/${id}`, { cle_grade: 0 })).body.data as Members)['cle_grade'], 0);
    await at.store.write((db) => setRequiredField(db, at.tenantId, 'customer', 'cle_grade', true));
    await at.store.write((db) => setRequiredField(db, at.tenantId, 'customer', 'cle_phone', false));
    refused(await caller.post('/client', { cle_name: '甲' }), 422, 'cle_grade');
    const graded = await create({ cle_name: '乙', cle_grade: 2 });
    refused(await caller.put(`/client/${graded}`, { cle_grade: 0 }), 422, 'cle_grade');
    assert.equal((await caller.put(`/client/${id}`, { cle_grade: 0 })).status, 200);
    await at.store.write((db) => setRequiredField(db, at.tenantId, 'customer', 'cle_grade', false));
    await at.store.write((db) => setRequiredField(db, at.tenantId, 'customer', 'cle_phone', true));
    const { id: fieldId, key } = fields.find((field) => field.key.startsWith('email_'))!;
    await at.store.write((db) => updateField(db, at.tenantId, fieldId, { required: true }));
    refused(await caller.post('/client', fresh()), 422, key);
    refused(await caller.post('/client', fresh({ [key]: '' })), 422, key);
    await create(fresh({ [key]: 'b@example.com' }));
    await at.store.write((db) => updateField(db, at.tenantId, fieldId, { required: false }));
  });

  test('system values that do not fit are refused by their key', async () => {
    const department = String(at.departmentId);
    const agent = String(at.adminId);
    for (const [change, key, status = 422] of [
      [{ cle_name: '字'.repeat(256) }, 'cle_name'],
      [{ cle_name: ['x'] }, 'cle_name'],
      [{ cle_phone: '1234' }, 'cle_phone'],
      [{ cle_phone: '138****8888' }, 'cle_phone'],
      [{ cle_phone: '1'.repeat(21) }, 'cle_phone'],
      [{ cle_phone: '13800138001' }, 'cle_phone', 409],
      [{ cle_source: 99 }, 'cle_source'],
      [{ cle_type: '潜在客户' }, 'cle_type'],
      [{ cle_grade: 1.5 }, 'cle_grade'],
      [{ sale_charge_user_id: agent }, 'sale_charge_department_id'],
      [{ sale_charge_user_id: '999', sale_charge_department_id: department }, 'sale_charge_user_id'],
      [{ sale_charge_user_id: agent, sale_charge_department_id: '999' }, 'sale_charge_department_id'],
      [{ service_charge_user_id: agent }, 'service_charge_department_id'],
      [{ im_third_id: '字'.repeat(256) }, 'im_third_id'],
    ] as [object, string, number?][]) {
      refused(await caller.post('/client', fresh(change)), status, key);
    }
  });

  test('owner and service are assigned with their departments, together or not at all', async () => {
    const owner = { sale_charge_user_id: String(at.adminId), sale_charge_department_id: Number(at.departmentId) };
    const id = await create(fresh(owner));
    const client = await detail(id);
    assert.deepEqual(
      [client['sale_charge_user_id'], client['sale_charge_user_name'], client['sale_charge_department_name']],
      [Number(at.adminId), 'admin 管理员', '总部'],
    );
    assert.ok(Number(client['last_assign_time']) > 0);
    const tree = await at.callerOf('tree');
    const moved = await caller.put(`/client/${id}`, { ...owner, sale_charge_user_id: String(tree.agentId) });
    assert.equal((moved.body.data as Members)['switch_times'], 1);
    const served = await caller.put(`/client/${id}`, {
      service_charge_user_id: String(at.adminId),
      service_charge_department_id: String(at.departmentId),
    });
    assert.equal((served.body.data as Members)['service_charge_user_name'], 'admin 管理员');
    const freed = await caller.put(`/client/${id}`, { sale_charge_user_id: 0 });
    const { sale_charge_user_id, sale_charge_department_id, last_recycle_time } = freed.body.data as Members;
    assert.deepEqual([sale_charge_user_id, sale_charge_department_id], [0, 0]);
    assert.ok(Number(last_recycle_time) > 0);
  });

  test('a PUT replaces the first phone, and "" removes it where another takes its place', async () => {
    const id = await create(fresh());
    const other = await create(fresh());
    const taken = (await detail(other))['cle_phone'];
    refused(await caller.put(`/client/${id}`, { cle_phone: taken }), 409, 'cle_phone');
    const changed = await caller.put(`/client/${id}`, { cle_phone: '+86 136-0000-0001' });
    assert.equal((changed.body.data as Members)['cle_phone'], '+86 136-0000-0001');
    const list = await caller.get('/client/clients', { cle_phone: '13600000001' });
    assert.equal((list.body.data as { total: number }).total, 1);
    const contents = ['13600000002', '13600000003'];
    const { id: twoPhones } = await at.store.write((db) =>
      createCustomer(db, at.admin, { name: '两个电话', phones: { kind: 'all', contents } }),
    );
    const removed = await caller.put(`/client/${twoPhones}`, { cle_phone: '' });
    assert.equal((removed.body.data as Members)['cle_phone'], '13600000003');
    refused(await caller.put(`/client/${twoPhones}`, { cle_phone: '' }), 422, 'cle_phone');
  });

  test('an echo changes nothing, whatever became of options meanwhile', async () => {
    const custom = Object.fromEntries(fields.map(({ key, value }) => [key, value]));
    const id = await create(fresh({ ...custom, cle_type: 1 }));
    await at.store.write((db) => updateOption(db, at.tenantId, 'customer_type', 1n, { enabled: false }));
    await at.store.write((db) =>
      updateField(db, at.tenantId, fields.find(({ key }) => key.startsWith('select_'))!.id, { options: [two[0]!] }),
    );
    const shown = await caller.get(`/client/${id}`);
    const echo = await caller.put(`/client/${id}`, stringifyExact(shown.body.data));
    assert.equal(echo.text, shown.text);
    assert.deepEqual(await changesOf(id), []);
    await at.store.write((db) => updateOption(db, at.tenantId, 'customer_type', 1n, { enabled: true }));
  });

  test('an update writes one change a field that really changed, through this dialect', async () => {
    const id = await create(fresh());
    await caller.put(`/client/${id}`, { cle_name: '改名', cle_source: '1', create_time: 5, nonsense: 1 });
    assert.deepEqual(await changesOf(id), [
      { field: 'name', via: 'icsoc' },
      { field: 'source', via: 'icsoc' },
    ]);
    for (const key of ['_id', 'id', 'vcc_id']) refused(await caller.put(`/client/${id}`, { [key]: 5 }), 422, key);
  });

  test('the list is walked by its cursor in every order, and its filters narrow rows and total alike', async () => {
    for (const query of [
      {},
      { sort: 'id' },
      { order: 'asc' },
      { sort: 'update_time', order: 'asc' },
      { sort: 'id', order: 'asc' },
      { cle_name: '客户' },
    ] as Record<string, string>[]) {
      const whole = await caller.get('/client/clients', { page_size: 100, ...query });
      const { rows, total } = whole.body.data as { rows: Members[]; total: number };
      assert.equal(total, rows.length);
      const walked: ExactJson[] = [];
      for (let cursor = ''; ; ) {
        const page = await caller.get('/client/clients', { page_size: 7, cursor, ...query });
        const data = page.body.data as { rows: Members[]; cursor: string };
        walked.push(...data.rows);
        if (data.rows.length === 0) {
          assert.equal(data.cursor, '');
          break;
        }
        cursor = data.cursor;
      }
      assert.deepEqual(walked, rows);
      const second = await caller.get('/client/clients', { page: 2, page_size: 5, ...query });
      assert.deepEqual((second.body.data as { rows: Members[] }).rows, rows.slice(5, 10));
    }
    const total = async (query: Record<string, string | number | bigint>) =>
      ((await caller.get('/client/clients', query)).body.data as { total: number }).total;
    assert.equal(await total({ cle_name: '张三' }), 1);
    assert.equal(await total({ cle_phone: '138-0013-8001' }), 1);
    assert.equal(await total({ cle_type: 2, cle_source: 1, cle_grade: 1 }), 1);
    assert.equal(await total({ cle_grade: 3 }), 0);
    assert.equal(await total({ create_time: '2001-01-01', create_time_end: '2001/12/31' }), 0);
    assert.equal(await total({ create_time: '2001-01-01' }), await total({}));
    const tree = await at.callerOf('tree');
    assert.equal(await total({ sale_charge_user_id: tree.agentId }), 0);
    const id = await create(fresh());
    assert.equal(await total({ cle_id: id }), 1);
  });

  test('deleting takes clients out of every list and frees their phones', async () => {
    const body = fresh();
    const id = await create(body);
    const answer = await caller.delete('/client', { ids: [id, Number(id), '999999'] });
    assert.equal(answer.text, '{"code":200,"message":"ok","data":[]}');
    assert.equal((await caller.get(`/client/${id}`)).status, 404);
    await create(body);
  });

  test('a role without phone.reveal sees masks, and a mask sent back changes nothing', async () => {
    const own = await openCaller(at, at.client, { username: `${at.tenantCode}|own`, password: at.adminLogin.password });
    const { key } = fields.find((field) => field.key.startsWith('telephone_'))!;
    const id = await create(fresh({ cle_phone: '13511112222', [key]: '13933334444' }));
    const shown = await own.get(`/client/${id}`);
    const data = shown.body.data as Members;
    assert.deepEqual([data['cle_phone'], data[key]], ['135****2222', '139****4444']);
    assert.ok(!shown.text.includes('13511112222') && !shown.text.includes('13933334444'));
    const echo = await own.put(`/client/${id}`, stringifyExact(data));
    assert.equal(echo.text, shown.text);
    assert.equal((await detail(id))['cle_phone'], '13511112222');
    refused(await own.put(`/client/${id}`, { cle_phone: '135****3333' }), 422, 'cle_phone');
    refused(await own.put(`/client/${id}`, { [key]: '135****3333' }), 422, key);
    const found = await own.get('/client/clients', { cle_phone: '13511112222' });
    assert.equal((found.body.data as { total: number }).total, 1);
    const audited = await at.store.read((db) =>
      db.sql.selectFrom('audit_entries').select(['action', 'via']).where('tenant_id', '=', at.tenantId).execute(),
    );
    assert.deepEqual(audited, [{ action: 'phone.searched', via: 'icsoc' }]);
  });
});

onEachEngine('icsoc in strict mode', (boot) => {
  test('keys that the dialect does not write are refused, and what is shown can be sent back whole', async () => {
    const at = await boot.app({ HUILIU_STRICT: '1' });
    const caller = await openCaller(at);
    const refused = (answer: Answer, status: number, key: string) => {
      assert.equal(answer.status, status, answer.text);
      assert.ok(answer.body.message.includes(key), answer.body.message);
    };
    const good = { cle_name: '甲', cle_phone: '13700000001' };
    refused(await caller.post('/client', { ...good, nonsense: 1 }), 422, 'nonsense');
    refused(await caller.post('/client', { ...good, create_time: 1 }), 422, 'create_time');
    const made = await caller.post('/client', good);
    const { id } = made.body.data as { id: string };
    const client = await caller.get(`/client/${id}`);
    const echo = await caller.put(`/client/${id}`, stringifyExact(client.body.data));
    assert.equal(echo.text, client.text);
    refused(await caller.put(`/client/${id}`, { nonsense: 1 }), 422, 'nonsense');
    refused(await caller.put(`/client/${id}`, { create_time: 1 }), 422, 'create_time');
    const fieldId = await at.store.write((db) =>
      createField(db, at.tenantId, { record: 'customer', kind: 'attachment', label: '附件' }),
    );
    const key = `attachment_${fieldId}`;
    const file = { name: 'a.pdf', url: 'https://a.cn/a.pdf', size: 1 };
    assert.equal((await caller.put(`/client/${id}`, { [key]: [file] })).status, 200);
    refused(await caller.put(`/client/${id}`, { [key]: [{ ...file, type: 'pdf' }] }), 422, `${key}.type`);
    refused(await caller.get('/client/clients', { nonsense: '1' }), 400, 'nonsense');
    refused(await caller.delete('/client', { ids: [id], nonsense: 1 }), 422, 'nonsense');
    const opty = { cle_id: id, opty_name: '单', opty_type: 1, opty_source: 1, opty_stage: 22 };
    refused(await caller.post('/opportunity', { ...opty, nonsense: 1 }), 422, 'nonsense');
    const opportunityId = ((await caller.post('/opportunity', opty)).body.data as { id: string }).id;
    const opportunity = await caller.get(`/opportunity/${opportunityId}`);
    const same = await caller.put(`/opportunity/${opportunityId}`, stringifyExact(opportunity.body.data));
    assert.equal(same.text, opportunity.text);
    const record = { cle_id: id, record_type: 36, record_content: 'x' };
    refused(await caller.post('/followupRecord', { ...record, nonsense: 1 }), 422, 'nonsense');
    refused(await caller.post('/followupRecord', { ...record, input_5: 'x' }), 422, 'input_5');
    await caller.post('/followupRecord', { ...record, opty_id: opportunityId });
    const list = await caller.get('/followupRecord/followupRecords');
    const [row] = (list.body.data as { rows: Members[] }).rows;
    const recordEcho = await caller.put(`/followupRecord/${String(row!['id'])}`, stringifyExact(row));
    assert.equal(recordEcho.status, 200, recordEcho.text);
    refused(await caller.put(`/followupRecord/${String(row!['id'])}`, { input_5: 'x' }), 422, 'input_5');
    assert.equal((await caller.get('/followupRecord/followupRecords')).text, list.text);
  });
});
