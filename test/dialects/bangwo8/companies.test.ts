import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { getCompany } from '#crm/companies/get-company.ts';
import { updateCompany } from '#crm/companies/update-company.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { callerAs, type TestCaller } from './caller.ts';

type Company = Record<string, string> & { custom_fields: { key: string; value: string | string[] }[] };

onEachEngine('bangwo8 companies', (boot) => {
  let at: TestApp;
  let admin: TestCaller;
  const create = async (company: unknown) => {
    const made = await admin.send('POST', '/companies', { company });
    assert.equal(made.status, 200, made.text);
    return made.json<{ company: Company }>().company;
  };
  const refused = async (answer: ReturnType<TestCaller['send']>, status: number, message: string | RegExp) => {
    const { status: got, text } = await answer;
    const { errcode, errmsg } = JSON.parse(text) as { errcode: string; errmsg: string };
    assert.deepEqual([got, errcode], [status, String(100_000 + status)], text);
    if (typeof message === 'string') assert.equal(errmsg, message);
    else assert.match(errmsg, message);
  };
  const changesOf = async (id: string) =>
    await at.store.read((db) =>
      db.sql
        .selectFrom('changes')
        .select(['field', 'old_text', 'new_text', 'via'])
        .where('tenant_id', '=', at.tenantId)
        .where('record', '=', 'company')
        .where('record_id', '=', BigInt(id))
        .orderBy('id')
        .execute(),
    );

  test('the demo starts', async () => {
    at = await boot.demo();
    admin = callerAs(at);
  });

  test('bodies of another form are refused, each by what is wrong', async () => {
    const post = (body: unknown, headers?: Record<string, string>) => admin.send('POST', '/companies', body, headers);
    await refused(post('{'), 400, 'The body is not valid JSON');
    await refused(post('{"company":{"companyName":"a",}}'), 400, 'The body is not valid JSON');
    await refused(post('"company"'), 400, 'The body must be a JSON object');
    await refused(post('{}'), 400, 'company: must be an object');
    await refused(post('{"company":[]}'), 400, 'company: must be an object');
    await refused(post('{"company":{}}', { 'content-type': 'text/plain' }), 415, 'The body must be application/json');
    await refused(post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415, /json/);
    await refused(post({ company: { companyName: 'x'.repeat(1024 * 1024) } }), 413, 'The body is too large');
    await refused(post('['.repeat(100_000)), 400, 'The body is not valid JSON');
    // 测 in GBK.
    await refused(post(Buffer.from('{"company":{"companyName":"\xb2\xe2"}}', 'latin1')), 400, 'The body is not UTF-8');
    await refused(post('{}', { 'content-encoding': 'gzip' }), 415, 'The body must come without a Content-Encoding');
    await refused(post('{}', { 'content-encoding': 'identity' }), 400, 'company: must be an object');
    await refused(post({ company: {} }), 400, 'companyName: must be given');
    for (const companyName of ['', '  ', null]) {
      await refused(post({ company: { companyName } }), 400, 'companyName: must be given');
    }
    await refused(post({ company: { companyName: '字'.repeat(256) } }), 400, 'companyName: longer than 255');
  });

  test('values of another form are refused by their key, and nothing is left behind', async () => {
    const before = (await admin.get('/companies?per_page=1')).json<{ count: number }>().count;
    const cases: [Record<string, unknown>, string | RegExp][] = [
      [{ companyName: {} }, 'companyName: must be a text or a number'],
      [{ companyName: true }, 'companyName: must be a text or a number'],
      [{ companyName: 'a\0b' }, 'companyName: holds a NUL character'],
      [{ address: '\ud800' }, 'address: is not well-formed Unicode'],
      [{ address: 'x'.repeat(65_537) }, 'address: longer than 65536'],
      [{ servicestarttime: '2022-02-30' }, 'servicestarttime: not a date YYYY-MM-DD'],
      [{ serviceendtime: '2022-2-3' }, 'serviceendtime: not a date YYYY-MM-DD'],
      [{ serviceCharge: '1.234' }, 'serviceCharge: not a decimal with at most two places'],
      [{ serviceCharge: '1234567890123456' }, 'serviceCharge: more than 15 digits before the point'],
      [{ serviceaccount: 'gnkefu' }, 'serviceaccount: "gnkefu" is taken'],
      [{ service_groupid: '344124,9' }, 'service_groupid: no service group 9'],
      [{ service_groupid: '344124;344214' }, 'service_groupid: must be ids of service groups, parted by commas'],
      [{ userGroup: 99 }, 'userGroup: no such company group'],
      [{ userGroup: 'x' }, 'userGroup: must be the id of a company group'],
      [{ status: 3 }, 'status: must be 1 or 2'],
      [{ custom_fields: {} }, 'custom_fields: must be an array of {key, value}'],
      [{ custom_fields: [1] }, 'custom_fields: must be an array of {key, value}'],
      [{ custom_fields: [{ key: '', value: 'x' }] }, 'custom_fields: must be an array of {key, value}'],
      [{ custom_fields: [{ key: 'nothing', value: 'x' }] }, 'nothing: no such field'],
      [{ custom_fields: [{ key: 'field_1' }] }, 'field_1: has no value'],
      [{ custom_fields: [{ key: 'field_1', value: '火星' }] }, 'field_1: unknown option'],
      [{ custom_fields: [{ key: 'field_1', value: ['北京市', '三级1'] }] }, 'field_1: unknown option'],
      [{ custom_fields: [{ key: 'field_1', value: [{}] }] }, 'field_1: must be a text or a number'],
      [{ custom_fields: [{ key: 'field_2', value: '4668671' }] }, 'field_2: unknown option'],
      [{ custom_fields: [{ key: 'gjfx', value: '4672422,1' }] }, 'gjfx: unknown option'],
      [{ custom_fields: [{ key: 'fxk', value: '也许' }] }, 'fxk: must be 是 or 否'],
      [{ custom_fields: [{ key: 'field_4', value: '2022-13-01' }] }, 'field_4: not a date YYYY-MM-DD'],
      [{ custom_fields: [{ key: 'deptid', value: '字'.repeat(256) }] }, 'deptid: too long'],
      [
        {
          custom_fields: [
            { key: 'deptid', value: 'a' },
            { key: 'deptid', value: 'b' },
          ],
        },
        'deptid: given more than once',
      ],
    ];
    for (const [wrong, message] of cases) {
      const status = String(message).endsWith('is taken') ? 409 : 400;
      await refused(admin.send('POST', '/companies', { company: { companyName: '拒', ...wrong } }), status, message);
      if (!('companyName' in wrong) && status === 400) {
        await refused(admin.send('PUT', '/companies/1', { company: wrong }), status, message);
      }
    }
    const { count } = (await admin.get('/companies?per_page=1')).json<{ count: number }>();
    assert.equal(count, before);
    assert.deepEqual(await changesOf('1'), []);
  });

  test('an address that ends before its id is no resource', async () => {
    for (const path of ['/companies/', '/companies/.json', '/companies//customers', '/assettables/']) {
      const { status, text } = await admin.get(path);
      assert.deepEqual([status, text], [404, '{"errcode":"100047","errmsg":"Invalid resource URI"}'], path);
    }
  });

  test('parameters out of range are refused by name', async () => {
    for (const [query, message] of [
      ['page=0', /^page: /],
      ['page=x', /^page: /],
      ['page=1&page=2', /^page: given more than once/],
      ['per_page=0', /^per_page: /],
      ['per_page=1001', /^per_page: /],
      ['deStat=2', /^deStat: /],
      ['created_order=up', /^created_order: /],
      ['updated_order=ASC', /^updated_order: /],
      ['created_start=2022-02-30', /^created_start: /],
      ['updated_end=0000-00-00', /^updated_end: /],
      ['created_end=yesterday', /^created_end: /],
      ['created_start=%00', /^created_start: /],
      ['after=a.1.zzz', /^after: /],
    ] as const) {
      await refused(admin.get(`/companies?${query}`), 400, message);
    }
    await refused(admin.get('/companies/show_many'), 400, 'ids: must be given');
    await refused(admin.get('/companies/show_many?ids=1,x'), 400, 'ids: must be ids parted by commas');
    const ids = Array.from({ length: 101 }, (_unused, index) => index + 1).join();
    await refused(admin.get(`/companies/show_many?ids=${ids}`), 400, 'ids: more than 100');
    for (const id of ['999', 'x', '-1', '9223372036854775808', '1.5']) {
      await refused(admin.get(`/companies/${id}`), 404, 'No such company');
      await refused(admin.send('PUT', `/companies/${id}`, { company: {} }), 404, 'No such company');
      await refused(admin.send('DELETE', `/companies/${id}`), 404, 'No such company');
      await refused(admin.get(`/companies/${id}/customers`), 404, 'No such company');
    }
  });

  test('a list is bounded by whole days of creation and update, or by seconds, both ends inclusive', async () => {
    for (const [query, ids] of [
      ['created_start=2022-05-10&created_end=2022-11-16', ['10722418', '12352625']],
      ['created_start=2022-11-16&created_end=2022-11-16', ['12352625']],
      ['created_start=2022-05-11&created_end=2022-11-15', []],
      ['created_start=2022-11-17&created_end=2022-11-16', []],
      ['updated_start=2022-10-31&updated_end=2022-11-15', ['9516936', '10722418']],
      ['updated_start=2022-11-30&updated_end=2022-11-30', ['12352625']],
      ['created_start=2022-05-10&created_end=2022-11-16&updated_end=2022-10-31', ['10722418']],
      ['created_start=2022-11-16 09:18:11&created_end=2022-11-16 09:18:11', ['12352625']],
      ['created_start=2022-11-16 09:18:12&created_end=2022-11-16', []],
      ['updated_start=2022-11-30&updated_end=2022-11-30 17:41:19', []],
    ] as const) {
      const { companies, count } = (await admin.get(`/companies?${query}`)).json<{
        companies: Company[];
        count: number;
      }>();
      assert.deepEqual([companies.map((one) => one['uId']), count], [ids, ids.length], query);
    }
  });

  test('a search is refused where its query says nothing, with the position', async () => {
    for (const [query, message] of [
      ['', 'query: must be given'],
      ['%20%20', 'query: nothing to search for at character 1'],
      ['companyName:', 'query: "companyName:" has no value at character 13'],
      ['a%20nothing:x', 'query: unknown key "nothing" at character 3'],
      ['constructor:x', 'query: unknown key "constructor" at character 1'],
      ['createDT>2017-07', 'query: createDT: "2017-07" is not a date YYYY-MM-DD at character 10'],
      ['createDT:2017-13', 'query: createDT: "2017-13" is not a date YYYY-MM-DD or YYYY-MM at character 10'],
      ['updateDT<0000-00-00', 'query: updateDT: "0000-00-00" is not a date YYYY-MM-DD at character 10'],
      ['companyName<x', 'query: "companyName" is searched with ":" only at character 1'],
      [`${'a%20'.repeat(33)}`, 'query: more than 32 conditions at character 65'],
      ['a%00b', 'query: holds unreadable characters'],
      // 金 in GBK, and beside what is UTF-8.
      ['%BD%F0', 'query: is not UTF-8 in percent-encoding'],
      ['companyName:%E9%87%91%BD%F0', 'query: is not UTF-8 in percent-encoding'],
      ['100%+%E9%87%91', 'query: is not UTF-8 in percent-encoding'],
    ] as const) {
      await refused(admin.get(`/companies/search?query=${query}`), 400, message);
    }
    await refused(admin.get('/companies/search?query=a&sort_by=uId'), 400, /^sort_by: /);
    await refused(admin.get('/companies/search?query=a&sort_order=up'), 400, /^sort_order: /);
    // A sign that encodes nothing is itself, as browsers read it.
    for (const query of ['100%', '100%25', '%25BD%25F0']) {
      assert.equal((await admin.get(`/companies/search?query=${query}`)).status, 200, query);
    }
  });

  test('numbers and texts are read alike, and every key is stored and shown', async () => {
    const made = await create({
      companyName: 12345,
      province: '吉林',
      city: '长春',
      servicestarttime: '2021-09-28',
      serviceendtime: '2022-01-31',
      serviceCharge: 12.5,
      serviceaccount: 20220101,
      servicepassword: 'geheim',
      address: '地址',
      userURL: 'https://example.com',
      serveNote: '备注\n二',
      tableName: ' 重点 ,渠道,重点,,',
      service_groupid: '344217, 344124,344217',
      userGroup: '221',
    });
    const { uId, createDT, ...rest } = made;
    assert.deepEqual(rest, {
      companyName: '12345',
      province: '吉林',
      city: '长春',
      supportId: '0',
      servicestarttime: '2021-09-28',
      serviceendtime: '2022-01-31',
      serviceCharge: '12.50',
      serviceaccount: '20220101',
      servicepassword: 'geheim',
      address: '地址',
      multiServiceList: '',
      service_groupid: '344217,344124',
      updateDT: createDT,
      tableName: '重点,渠道',
      custom_fields: rest.custom_fields,
      userGroup: '221',
      url: `{base}/api/v1/companies/${uId}.json`,
      userURL: 'https://example.com',
      serveNote: '备注\n二',
      status: '1',
    });
  });

  test('an echo of what is shown changes nothing, also under HUILIU_STRICT', async () => {
    const strict = await boot.demo({ HUILIU_STRICT: '1' });
    const caller = callerAs(strict);
    for (const id of ['12352625', '111', '9516936', '10722418', '1']) {
      const shown = (await caller.get(`/companies/${id}`)).text;
      assert.equal((await caller.send('PUT', `/companies/${id}`, shown)).text, shown);
    }
    const list = await caller.get('/companies?deStat=1&per_page=1000');
    for (const company of list.json<{ companies: Company[] }>().companies) {
      const echo = await caller.send('PUT', `/companies/${company['uId']}`, { company });
      assert.equal(echo.status, 200, echo.text);
    }
    assert.equal((await caller.get('/companies?deStat=1&per_page=1000')).text, list.text);
    await refused(
      caller.send('PUT', '/companies/1', { company: { companyname: 'x' } }),
      400,
      'companyname: unknown key',
    );
    await refused(caller.get('/companies?status=1'), 400, 'status: unknown key');
  });

  test('labels that hold a comma, as the native dialect may give them, come back as they were', async () => {
    const { uId } = await create({ companyName: '标签', tableName: 'x' });
    const who = await at.callerOf(at.adminLogin.loginNo);
    const labels = ['甲,乙', '丙'];
    await at.store.write((db) => updateCompany(db, who, BigInt(uId!), { labels }));
    const put = async (tableName: string) => {
      // Another key beside it, so that the company is written.
      await admin.send('PUT', `/companies/${uId}`, { company: { tableName, address: `${tableName} 路` } });
      return (await at.store.read((db) => getCompany(db, who, BigInt(uId!)))).labels;
    };
    assert.deepEqual(await put('甲,乙,丙'), labels);
    assert.deepEqual(await put('甲,丙'), ['甲', '丙']);
  });

  test('an update is partial, clears by empty values, and leaves one change a field', async () => {
    const { uId } = await create({
      companyName: '部分更新',
      address: '旧',
      servicestarttime: '2022-01-01',
      tableName: 'a',
      userGroup: 221,
      custom_fields: [
        { key: 'deptid', value: '7' },
        { key: 'field_1', value: ['北京市', '二级1'] },
        { key: 'field_2', value: '下拉菜单的某一项' },
        { key: 'gjfx', value: '多选1,4672424' },
        { key: 'fxk', value: '是' },
        { key: 'field_4', value: '2022-02-28' },
      ],
    });
    const { company } = (
      await admin.send('PUT', `/companies/${uId}`, {
        company: {
          address: '新',
          servicestarttime: '0000-00-00',
          tableName: '',
          userGroup: 0,
          custom_fields: [
            { key: 'field_1', value: [] },
            { key: 'gjfx', value: '' },
            { key: 'fxk', value: '否' },
          ],
        },
      })
    ).json<{ company: Company }>();
    assert.deepEqual(
      [company['address'], company['servicestarttime'], company['tableName'], company['userGroup']],
      ['新', '0000-00-00', '', ''],
    );
    assert.deepEqual(
      company.custom_fields.slice(0, 5).map(({ value }) => value),
      ['7', [], '4668669', '', '否'],
    );
    assert.equal(company.custom_fields.at(-1)!.value, '2022-02-28');
    assert.deepEqual(
      (await changesOf(uId!)).map(({ field, old_text, new_text, via }) => [field, old_text, new_text, via]),
      [
        ['service_start', '2022-01-01', '', 'bangwo8'],
        ['address', '旧', '新', 'bangwo8'],
        ['group', '221', '', 'bangwo8'],
        ['labels', 'a', '', 'bangwo8'],
        ['field:46602', '北京市/二级1', '', 'bangwo8'],
        ['field:46604', '多选1,多选3', '', 'bangwo8'],
        ['field:46605', '是', '', 'bangwo8'],
      ],
    );
  });

  test('a deleted company leaves list and search, is shown by id, and comes back', async () => {
    const { uId } = await create({ companyName: '将被删除', serviceaccount: 'once' });
    const found = async (query: string) =>
      (await admin.get(`/companies/search?query=将被删除&${query}`)).json<{ count: number }>().count;
    const listed = async (query: string) =>
      (await admin.get(`/companies?per_page=1000&${query}`))
        .json<{ companies: Company[] }>()
        .companies.find((one) => one['uId'] === uId);
    const gone = await admin.send('DELETE', `/companies/${uId}`);
    assert.equal(gone.status, 200);
    assert.equal(gone.json<{ company: Company }>().company['status'], '2');
    assert.equal((await admin.send('DELETE', `/companies/${uId}.json`)).text, gone.text);
    assert.equal((await admin.get(`/companies/${uId}`)).text, gone.text);
    assert.deepEqual([await found('deStat=0'), await found('deStat=1')], [0, 1]);
    assert.equal(await listed(''), undefined);
    const item = await listed('deStat=1');
    assert.deepEqual(Object.keys(item!).slice(-2), ['closeDT', 'status']);
    assert.equal(item!['status'], '2');
    const other = await create({ companyName: '占用', serviceaccount: 'once' });
    await refused(
      admin.send('PUT', `/companies/${uId}`, { company: { status: 1 } }),
      409,
      'serviceaccount: "once" is taken',
    );
    assert.equal((await admin.send('PUT', `/companies/${other['uId']}`, { company: { status: '2' } })).status, 200);
    const back = await admin.send('PUT', `/companies/${uId}`, { company: { status: 1, address: '回来' } });
    assert.equal(back.json<{ company: Company }>().company['status'], '1');
    assert.deepEqual([await found(''), (await listed(''))!['address']], [1, '回来']);
  });

  test('a service password is sealed in the store and masked for roles that may not read it', async () => {
    const { uId } = await create({ companyName: '密码', servicepassword: 'sehr-geheim' });
    const agent = callerAs(at, '2001');
    const { company } = (await agent.get(`/companies/${uId}`)).json<{ company: Company }>();
    assert.equal(company['servicepassword'], '******');
    await agent.send('PUT', `/companies/${uId}`, { company: { ...company, address: '新' } });
    const shown = (await admin.get(`/companies/${uId}`)).json<{ company: Company }>().company;
    assert.deepEqual([shown['servicepassword'], shown['address']], ['sehr-geheim', '新']);
    const [row] = await at.store.read((db) =>
      db.sql.selectFrom('companies').select('service_password_sealed').where('id', '=', BigInt(uId!)).execute(),
    );
    assert.ok(!row!.service_password_sealed!.includes('geheim'));
    assert.ok(!JSON.stringify(await changesOf(uId!)).includes('geheim'));
    // Of a new company there is no password that the mask could stand for: one that was copied would be lost.
    await refused(
      agent.send('POST', '/companies', { company: { companyName: '抄', servicepassword: '******' } }),
      400,
      'servicepassword: ****** stands for the present password, and a new company has none',
    );
  });

  test('customers of a company are those that the caller sees, linked by id', async () => {
    const answer = await admin.get('/companies/search?query=companyName:北京天润科技有限公司');
    const [company] = answer.json<{ results: { uId: number }[] }>().results;
    const linked = await admin.get(`/companies/${company!.uId}/customers.json`);
    assert.equal(
      linked.text,
      `{"customers":[{"id":1,"custname":"测试用户","cellphones":[{"id":1,"content":"13000000001"}],"companyName":"北京天润科技有限公司"}],"count":1,"next_page":null,"previous_page":null}`,
    );
    const other = callerAs(at, '2001');
    assert.equal((await other.get(`/companies/${company!.uId}/customers`)).json<{ count: number }>().count, 0);
  });

  test('links are absolute below HUILIU_PUBLIC_URL', async () => {
    const behind = await boot.demo({ HUILIU_PUBLIC_URL: 'https://crm.example.com/x' });
    const { port } = behind.app.server.server.address() as AddressInfo;
    const local = `http://127.0.0.1:${port}`;
    const caller = callerAs({ ...behind, baseUrl: local, fetch: (path, init) => fetch(local + path, init) });
    const { next_page } = (await caller.get('/companies?per_page=1&deStat=1&created_order=desc')).json<{
      next_page: string;
    }>();
    assert.match(
      next_page,
      /^https:\/\/crm\.example\.com\/x\/api\/v1\/companies\.json\?created_order=desc&deStat=1&per_page=1&after=[\w.-]+&page=2$/,
    );
  });
});
