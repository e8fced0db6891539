import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateField } from '#crm/fields/update-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { callerAs, type TestCaller } from './caller.ts';

interface Field {
  readonly id: number;
  readonly url: string;
  readonly name: string;
  readonly key: string;
  readonly type: string;
  readonly system: string;
  readonly custom_field_options: readonly Option[];
}

interface Option {
  readonly key: string;
  readonly value: string;
  readonly children?: readonly Option[];
}

onEachEngine('bangwo8 definitions', (boot) => {
  let at: TestApp;
  let admin: TestCaller;
  const FIELDS = '/companies/company_fields';
  const refused = async (answer: ReturnType<TestCaller['send']>, status: number, errmsg: string | RegExp) => {
    const { status: got, text } = await answer;
    assert.equal(got, status, text);
    assert.match(
      (JSON.parse(text) as { errmsg: string }).errmsg,
      errmsg instanceof RegExp ? errmsg : new RegExp(`^${errmsg}$`),
    );
  };
  const define = async (company_field: unknown) => {
    const made = await admin.send('POST', FIELDS, { company_field });
    assert.equal(made.status, 200, made.text);
    const field = made.json<{ company_field: Field }>().company_field;
    assert.equal(made.headers.get('location'), `${at.baseUrl}/api/v1/companies/company_fields/${field.id}.json`);
    return field;
  };

  const createCompany = async (custom_fields: unknown) => {
    const made = await admin.send('POST', '/companies', { company: { companyName: '各类', custom_fields } });
    assert.equal(made.status, 200, made.text);
    return made.json<{ company: { uId: string } }>().company.uId;
  };

  test('the program starts', async () => {
    at = await boot.app();
    admin = callerAs(at);
  });

  test('definitions of another form are refused by their key', async () => {
    const post = (company_field: unknown) => admin.send('POST', FIELDS, { company_field });
    await refused(post(1), 400, 'company_field: must be an object');
    await refused(post({ name: 'x' }), 400, 'type: must be given');
    await refused(post({ name: 'x', type: 7 }), 400, 'type: not a type of company fields');
    await refused(post({ name: 'x', type: 'toString' }), 400, 'type: not a type of company fields');
    await refused(post({ type: 2 }), 400, /^name: /);
    await refused(post({ name: 'x', type: 2, key: 'a b' }), 400, /^key: /);
    await refused(post({ name: 'x', type: 20 }), 400, 'tableId: must be given');
    await refused(post({ name: 'x', type: 20, tableId: 999 }), 400, 'tableId: no such asset table');
    for (const key of ['companyName', 'createDT', 'serviceaccount', 'custom_fields']) {
      await refused(post({ name: 'x', type: 2, key }), 409, `key: "${key}" is taken`);
    }
    await refused(post({ name: 'x', type: 2, custom_field_options: [{ value: 'a' }] }), 400, /^custom_field_options: /);
    await refused(
      post({ name: 'x', type: 1, custom_field_options: {} }),
      400,
      /^custom_field_options: must be an array/,
    );
    await refused(post({ name: 'x', type: 1, custom_field_options: [{}] }), 400, /^custom_field_options: must be/);
    await refused(post({ name: 'x', type: 1, custom_field_options: [{ value: 'a' }, { value: 'a' }] }), 409, /taken/);
    let deep: unknown = [];
    for (let level = 0; level < 5000; level += 1) deep = [{ value: 'a', children: deep }];
    await refused(post({ name: 'x', type: 18, custom_field_options: deep }), 400, /nested 10 deep/);
    await refused(admin.get(`${FIELDS}/999`), 404, 'No such company field');
    await refused(admin.send('DELETE', `${FIELDS}/x`), 404, 'No such company field');
    await refused(admin.send('DELETE', `${FIELDS}/2147483001`), 400, /system/);
    const { company_fields } = (await admin.get(FIELDS)).json<{ company_fields: Field[] }>();
    assert.ok(company_fields.every((field) => field.system === '1'));
  });

  test('a cascade is made, listed behind the system fields, changed and taken away', async () => {
    const made = await define({
      name: '区域',
      key: 'area',
      type: 18,
      custom_field_options: [{ value: '北京市', children: [{ value: '海淀' }] }, { value: '天津市' }],
    });
    const [beijing, tianjin] = made.custom_field_options;
    assert.deepEqual(
      { ...made, custom_field_options: [beijing!.value, beijing!.children!.map(({ value }) => value), tianjin!.value] },
      {
        id: made.id,
        url: `{base}/api/v1/companies/company_fields/${made.id}.json`,
        name: '区域',
        key: 'area',
        type: '18',
        system: '0',
        custom_field_options: ['北京市', ['海淀'], '天津市'],
      },
    );
    const list = (await admin.get(`${FIELDS}.json`)).json<{ company_fields: Field[] }>().company_fields;
    assert.deepEqual(list.at(-1), made);
    assert.deepEqual([list[0]!.key, list[0]!.system, list[0]!.type], ['companyName', '1', '2']);
    for (const field of list) {
      assert.deepEqual((await admin.get(`${FIELDS}/${field.id}.json`)).json(), { company_field: field });
    }
    await refused(admin.send('POST', FIELDS, { company_field: { name: 'x', key: 'area', type: 2 } }), 409, /^key: /);

    assert.deepEqual(
      (await admin.send('PUT', `${FIELDS}/${made.id}`, { company_field: made })).json<unknown>(),
      { company_field: made },
      'an echo changes nothing',
    );
    const renamed = (
      await admin.send('PUT', `${FIELDS}/${made.id}`, {
        company_field: {
          name: '大区',
          custom_field_options: [{ key: beijing!.key, value: '北京' }, { value: '上海市' }],
        },
      })
    ).json<{ company_field: Field }>().company_field;
    assert.equal(renamed.name, '大区');
    assert.deepEqual(
      renamed.custom_field_options.map(({ key, value }) => [value, key === beijing!.key]),
      [
        ['北京', true],
        ['上海市', false],
      ],
    );
    const unknown = { company_field: { custom_field_options: [{ key: '99', value: '无' }] } };
    await refused(admin.send('PUT', `${FIELDS}/${made.id}`, unknown), 400, 'custom_field_options: no option 99');
    await refused(admin.send('PUT', `${FIELDS}/${made.id}`, { company_field: { type: 1 } }), 400, /^type: /);
    await refused(admin.send('PUT', `${FIELDS}/${made.id}`, { company_field: { key: 'b' } }), 400, /^key: /);
    assert.equal((await admin.send('DELETE', `${FIELDS}/${made.id}`)).status, 200);
    await refused(admin.get(`${FIELDS}/${made.id}`), 404, 'No such company field');
  });

  test('a field that was just made takes values of its kind at once, and shows them as the vendor does', async () => {
    const options = [{ value: '甲' }, { value: '乙' }];
    const select = await define({ name: '下拉', key: 'k1', type: '1', custom_field_options: options });
    // Labels that read like ids, out of order: what a client sends is one of them, never the id of another.
    const numbered = await define({
      name: '级别',
      key: 'k1n',
      type: 1,
      custom_field_options: [{ value: '03' }, { value: '1' }, { value: '2' }],
    });
    const several = await define({ name: '多选', key: 'k14', type: 14, custom_field_options: options });
    const cascade = await define({
      name: '级联',
      key: 'k18',
      type: 18,
      custom_field_options: [
        { value: '华中', children: [{ value: '武汉' }] },
        // Labels that read like ids: what is shown, and so comes back, are labels.
        { value: '2024', children: [{ value: '1' }] },
      ],
    });
    for (const [key, type] of [
      ['k2', 2],
      ['k3', 3],
      ['k4', 4],
      ['k5', 5],
      ['k6', 6],
      ['k8', 8],
      ['k12', 12],
      ['k17', 17],
    ] as const) {
      await define({ name: key, key, type });
    }
    const [first, second] = select.custom_field_options;
    const ids = several.custom_field_options.map(({ key }) => key);
    /** What is sent, and what is shown for it. */
    const values: readonly (readonly [key: string, sent: unknown, shown: unknown])[] = [
      ['k1', '乙', second!.key],
      ['k1', first!.key, first!.key],
      ['k1', Number(first!.key), first!.key],
      ['k1', '0', '0'],
      ['k1n', '1', numbered.custom_field_options[1]!.key],
      ['k1n', '03', numbered.custom_field_options[0]!.key],
      ['k14', `${ids[1]},甲`, ids.join()],
      ['k14', ['乙'], ids[1]],
      ['k18', '华中', ['华中']],
      ['k18', cascade.custom_field_options[0]!.key, ['华中']],
      ['k18', ['2024', cascade.custom_field_options[1]!.children![0]!.key], ['2024', '1']],
      ['k18', ['2024', '1'], ['2024', '1']],
      ['k18', ['华中', '武汉'], ['华中', '武汉']],
      ['k18', [], []],
      ['k2', 12345678901234567890n, '12345678901234567890'],
      ['k2', '', ''],
      ['k3', '一\n二', '一\n二'],
      ['k4', '007', '7'],
      ['k5', '1.50', '1.5'],
      ['k5', 1e-7, '0.0000001'],
      ['k2', 1e-7, '0.0000001'],
      ['k5', '', ''],
      ['k6', '是', '是'],
      ['k6', '否', '否'],
      ['k8', '2022-02-28', '2022-02-28'],
      ['k8', '', ''],
      ['k12', [{ name: 'a.pdf', url: 'https://example.com/a.pdf', size: 3 }], 'https://example.com/a.pdf'],
      ['k12', 'https://example.com/a.pdf,/files/1', 'https://example.com/a.pdf,/files/1'],
      [
        'k12',
        [
          { name: '一', url: 'https://example.com/a,b.pdf', size: 1 },
          { name: '二', url: 'https://example.com/a,b.pdf', size: 2 },
        ],
        'https://example.com/a,b.pdf,https://example.com/a,b.pdf',
      ],
      ['k12', '', ''],
      ['k17', '138-0013-8000', '13800138000'],
    ];
    assert.ok(cascade.id > 0);
    const id = await createCompany([]);
    const path = `/companies/${id}`;
    const stored = () =>
      at.store.read((db) =>
        db.sql.selectFrom('companies').select('custom').where('id', '=', BigInt(id)).executeTakeFirst(),
      );
    for (const [key, value, shown] of values) {
      const body = JSON.stringify({ company: { custom_fields: [{ key, value }] } }, (_key, part: unknown) =>
        typeof part === 'bigint' ? JSON.rawJSON(String(part)) : part,
      );
      const answer = await admin.send('PUT', path, body);
      assert.equal(answer.status, 200, answer.text);
      const fields = answer.json<{ company: { custom_fields: { key: string; value: unknown }[] } }>().company
        .custom_fields;
      assert.deepEqual(fields.find((field) => field.key === key)!.value, shown, `${key} ${body}`);
      const before = await stored();
      assert.equal((await admin.send('PUT', path, answer.text)).text, answer.text, 'an echo changes nothing');
      assert.deepEqual(await stored(), before);
    }
    for (const [key, value, message] of [
      ['k4', '1.5', 'k4: not a whole number'],
      ['k4', 'x', 'k4: not a number'],
      ['k5', '1e3', 'k5: not a number'],
      ['k8', '28.02.2022', 'k8: not a date YYYY-MM-DD'],
      ['k12', 'javascript:alert(1)', 'k12: not a file'],
      ['k17', 'abc', 'k17: not a telephone number'],
    ] as const) {
      await refused(admin.send('PUT', path, { company: { custom_fields: [{ key, value }] } }), 400, message);
    }
    const found = async (query: string, caller = admin) =>
      (await caller.get(`/companies/search?query=${encodeURIComponent(query)}`)).json<{ count: number }>().count;
    assert.deepEqual([await found('k17:0138'), await found('k17:138-0013')], [1, 1]);
    const own = callerAs(at, 'own');
    const masked = (await own.get(path)).text;
    assert.match(masked, /"k17","value":"138\*\*\*\*8000"/);
    assert.equal((await own.send('PUT', path, masked)).text, masked);
    assert.deepEqual([await found('k17:0138', own), await found('k17:+86 13800138000'.replace(' ', ''), own)], [0, 1]);
    const audited = await at.store.read((db) =>
      db.sql.selectFrom('audit_entries').select(['action', 'record']).execute(),
    );
    assert.deepEqual(audited, [{ action: 'phone.searched', record: 'company' }]);
  });

  test('under HUILIU_STRICT unknown keys are refused wherever they stand', async () => {
    const strict = callerAs(await boot.app({ HUILIU_STRICT: '1' }));
    const field = (custom_field_options: unknown) =>
      strict.send('POST', FIELDS, { company_field: { name: '级联', key: 'k18', type: 18, custom_field_options } });
    // The vendor nests options under their own key, ours are `children`: they would be lost.
    const nested = [{ value: '华中', custom_field_options: [{ value: '武汉' }] }];
    await refused(field(nested), 400, 'custom_field_options: unknown key');
    await refused(field([{ value: '华中', children: nested }]), 400, 'custom_field_options: unknown key');
    assert.equal((await field([{ value: '华中', children: [{ value: '武汉' }] }])).status, 200);
    await strict.send('POST', FIELDS, { company_field: { name: '附件', key: 'k12', type: 12 } });
    const company = (file: object) =>
      strict.send('POST', '/companies', {
        company: { companyName: '严', custom_fields: [{ key: 'k12', value: [file] }] },
      });
    const file = { name: 'a.pdf', url: 'https://example.com/a.pdf', size: 3 };
    await refused(company({ ...file, type: 'pdf' }), 400, 'type: unknown key');
    assert.equal((await company(file)).status, 200);
  });

  test('a field that became required must be given, but what is shown of older companies comes back', async () => {
    const text = await define({ name: '必填', key: 'must', type: 2 });
    const choice = await define({ name: '必选', key: 'must1', type: 1, custom_field_options: [{ value: '甲' }] });
    const path = `/companies/${await createCompany([])}`;
    for (const { id } of [text, choice]) {
      await at.store.write((db) => updateField(db, at.tenantId, BigInt(id), { required: true }));
    }
    const { text: shown } = await admin.get(path);
    assert.equal((await admin.send('PUT', path, shown)).text, shown);
    const put = (value: string) => admin.send('PUT', path, { company: { custom_fields: [{ key: 'must', value }] } });
    assert.equal((await put('x')).status, 200);
    await refused(put(''), 400, 'must: must be given');
    await refused(admin.send('POST', '/companies', { company: { companyName: '缺' } }), 400, 'must: must be given');
    const sent = [{ key: 'must', value: '' }];
    await refused(
      admin.send('POST', '/companies', { company: { companyName: '缺', custom_fields: sent } }),
      400,
      'must: must be given',
    );
    for (const { id } of [text, choice]) await admin.send('DELETE', `${FIELDS}/${id}`);
  });

  test('customer groups: the plural holds one object after POST, as the vendor has it', async () => {
    const post = (customergroup: unknown) => admin.send('POST', '/customergroups', { customergroup });
    await refused(post({ type: 1 }), 400, 'groupName: must be given');
    await refused(post({ groupName: 'x' }), 400, 'type: must be given');
    await refused(post({ groupName: 'x', type: 3 }), 400, 'type: must be 1 or 2');
    await refused(post({ groupName: 'x', type: 'constructor' }), 400, 'type: must be 1 or 2');
    const made = await post({ groupName: '重点', type: 1 });
    assert.equal(
      made.text,
      '{"customergroups":{"groupId":"1","url":"{base}/api/v1/customergroups/1.json","groupName":"重点","type":"1"}}',
    );
    assert.equal(made.headers.get('location'), `${at.baseUrl}/api/v1/customergroups/1.json`);
    await post({ groupName: '联系', type: '2' });
    const updated = await admin.send('PUT', '/customergroups/1.json', { customergroup: { groupName: '更重点' } });
    assert.equal(
      updated.text,
      '{"customergroup":{"groupId":"1","url":"{base}/api/v1/customergroups/1.json","groupName":"更重点","type":"1"}}',
    );
    assert.equal((await admin.get('/customergroups/1')).text, updated.text);
    const names = async (path: string) =>
      (await admin.get(path))
        .json<{ customergroups: { groupName: string }[] }>()
        .customergroups.map((one) => one.groupName);
    assert.deepEqual(await names('/customergroups.json'), ['更重点', '联系']);
    assert.deepEqual(await names('/customergroups/show_many.json?ids=2,9,1,2'), ['联系', '更重点']);
    await refused(admin.get('/customergroups/9'), 404, 'No such company group');
  });

  test('supports and support groups: every agent reads them, the count is a text', async () => {
    const own = callerAs(at, 'own');
    const { supports, count } = (await own.get('/supports.json')).json<{
      supports: Record<string, unknown>[];
      count: string;
    }>();
    assert.equal(count, '3');
    const { sId, createDT, ...admin0 } = supports[0]!;
    assert.match(String(createDT), /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
    assert.deepEqual(admin0, {
      url: `{base}/api/v1/supports/${sId}.json`,
      sPassportName: 'admin',
      groupId: String(at.departmentId),
      sNum: 'admin',
      name: '管理员',
      gnder: '1',
      email: '',
      fixnumber: '',
      mobile: '',
      QQ: '',
      isAdmin: '1',
      isStat: '1',
      custom_fields: [],
    });
    assert.deepEqual((await own.get(`/supports/${sId}`)).json(), { support: supports[0] });
    const paged = (await own.get('/supports?created_order=desc&per_page=1&page=2')).json<{ supports: unknown[] }>();
    assert.equal(paged.supports.length, 1);
    assert.equal((await own.get('/supports?created_end=2000-01-01')).text, '{"supports":[],"count":"0"}');
    await refused(own.get('/supports?created_start=x'), 400, /^created_start: /);
    await refused(own.get('/supports/99'), 404, 'No such support');
    const groups = await own.get('/supportgroups');
    const id = String(at.departmentId);
    assert.equal(
      groups.text,
      `{"supportgroups":[{"sgId":"${id}","sgName":"总部","url":"{base}/api/v1/supportgroups/${id}.json"}],"count":"1"}`,
    );
    assert.equal((await own.get(`/supportgroups/${id}.json`)).text.slice(0, 24), '{"supportgroup":{"sgId":');
    await refused(own.get('/supportgroups/x'), 404, 'No such service group');
  });
});
