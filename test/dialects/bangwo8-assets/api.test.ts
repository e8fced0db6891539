import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { callerAs, type TestCaller } from '../bangwo8/caller.ts';

type Texts = Record<string, string>;
type Recorded = { record: Texts };
type Listed = { records: Texts[]; count: number; next_page: string | null; previous_page: string | null };

onEachEngine('bangwo8 asset tables', (boot) => {
  let at: TestApp;
  let admin: TestCaller;
  let agent: TestCaller;
  let tableId: string;
  const owner = () => ({ owner: at.adminId.toString(), ownerType: 'servicer' });
  const refused = async (sent: ReturnType<TestCaller['send']>, status: number, errmsg: RegExp) => {
    const answer = await sent;
    assert.equal(answer.status, status, answer.text);
    const body = answer.json<{ errcode: string; errmsg: string }>();
    assert.equal(body.errcode, String(100_000 + status));
    assert.match(body.errmsg, errmsg);
  };
  const list = async (query: string) => {
    const answer = await agent.get(`/assettables/devices/records?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json<Listed>();
  };
  const names = async (query: string) => (await list(query)).records.map((record) => record['name']);

  test('the program starts', async () => {
    at = await boot.app();
    admin = callerAs(at);
    agent = callerAs(at, 'own');
  });

  test('a definition out of shape is refused with the field’s name', async () => {
    const post = (body: unknown) => admin.send('POST', '/assettables', body);
    const fields = [{ key: 'name' }];
    await refused(post('{'), 400, /not valid JSON/);
    await refused(post([]), 400, /object/);
    await refused(post({}), 400, /assettable/);
    await refused(post({ assettable: { fields } }), 400, /tableName/);
    await refused(post({ assettable: { tableName: 'a' } }), 400, /fields/);
    await refused(post({ assettable: { tableName: 'a', fields: 'x' } }), 400, /fields/);
    await refused(post({ assettable: { tableName: 'a', fields: ['x'] } }), 400, /fields/);
    await refused(post({ assettable: { tableName: 'a', fields: [{ name: 'x' }] } }), 400, /key/);
    await refused(post({ assettable: { tableName: 'a', fields: [{ key: 'n', type: 99 }] } }), 400, /n: type/);
    await refused(post({ assettable: { tableName: 'a', fields: [{ key: 'rId' }] } }), 400, /rId/);
    // An address would lose them: /assettables/..
    for (const tableName of ['12', '.', '..']) {
      await refused(post({ assettable: { tableName, fields } }), 400, /tableName/);
    }
    await refused(agent.send('POST', '/assettables', { assettable: { tableName: 'a', fields } }), 403, /./);
    await refused(admin.send('POST', '/assettables', '{}', { 'content-type': 'text/plain' }), 415, /json/);
    await refused(admin.get('/assettables/1'), 404, /asset table/);
    assert.equal((await admin.get('/assettables')).text, '{"assettables":[]}');
  });

  test('an admin defines a table, any agent reads it by id and by key, with and without .json', async () => {
    const fields = [
      { key: 'name', name: '名称', type: 2 },
      { key: 'price', name: '价格', type: 5 },
      { key: 'sn', name: '序列号', type: 2, unique: true },
    ];
    const made = await admin.send('POST', '/assettables.json', {
      assettable: { tableName: 'devices', title: '设备台账', fields },
    });
    assert.equal(made.status, 200, made.text);
    tableId = made.json<{ assettable: { tableId: string } }>().assettable.tableId;
    const wanted = { tableId, tableName: 'devices', title: '设备台账', fields };
    assert.equal(made.text, JSON.stringify({ assettable: wanted }));
    assert.equal(made.headers.get('location'), `${at.baseUrl}/api/v1/assettables/${tableId}.json`);
    for (const path of [tableId, `${tableId}.json`, 'devices', 'devices.json']) {
      assert.equal((await agent.get(`/assettables/${path}`)).text, made.text);
    }
    assert.equal((await agent.get('/assettables.json')).text, JSON.stringify({ assettables: [wanted] }));
    await refused(admin.send('POST', '/assettables', { assettable: wanted }), 409, /tableName/);
    const echoed = await admin.send('PUT', `/assettables/${tableId}`, { assettable: wanted });
    assert.equal(echoed.text, made.text);
    const renamed = await admin.send('PUT', '/assettables/devices', { assettable: { title: '设备' } });
    assert.deepEqual(renamed.json<{ assettable: object }>().assettable, { ...wanted, title: '设备' });
  });

  test('a row out of shape is refused with the column’s name, and nothing is left behind', async () => {
    const post = (record: unknown) => agent.send('POST', '/assettables/devices/records', { record });
    await refused(post(undefined), 400, /record/);
    await refused(post({ name: 'x' }), 400, /ownerType/);
    await refused(post({ name: 'x', ownerType: 'servicer' }), 400, /owner/);
    await refused(post({ ...owner(), ownerType: 'user' }), 400, /ownerType/);
    await refused(post({ ...owner(), owner: '99999' }), 400, /owner/);
    await refused(post({ ...owner(), nosuch: 'x' }), 400, /nosuch/);
    await refused(post({ ...owner(), price: 'abc' }), 400, /price/);
    await refused(post({ ...owner(), name: ['x'] }), 400, /name/);
    await refused(post({ ...owner(), name: 'x'.repeat(300) }), 400, /name/);
    await refused(agent.send('POST', '/assettables/nosuch/records', { record: owner() }), 404, /asset table/);
    assert.equal((await list('')).count, 0);
  });

  test('a row is made, shown, changed in part and deleted, in the vendor’s shape', async () => {
    const made = await agent.send('POST', '/assettables/devices/records', {
      record: { ...owner(), owner: Number(at.adminId), name: '甜甜圈', price: 60, sn: 'A-1' },
    });
    assert.equal(made.status, 200, made.text);
    const record = made.json<Recorded>().record;
    assert.deepEqual(Object.keys(record), [
      'rId',
      'name',
      'price',
      'sn',
      'owner',
      'ownerType',
      'tableId',
      'createTime',
      'updateTime',
      'ticketId',
    ]);
    assert.deepEqual(
      { ...record, rId: '', createTime: '', updateTime: '' },
      {
        rId: '',
        name: '甜甜圈',
        price: '60',
        sn: 'A-1',
        ...owner(),
        tableId,
        createTime: '',
        updateTime: '',
        ticketId: '',
      },
    );
    assert.match(record['createTime']!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.equal(
      made.headers.get('location'),
      `${at.baseUrl}/api/v1/assettables/${tableId}/records/${record['rId']}.json`,
    );
    const path = `/assettables/devices/records/${record['rId']}`;
    assert.equal((await agent.get(`${path}.json`)).text, made.text);
    assert.equal((await agent.send('PUT', path, { record })).text, made.text, 'an echo changes nothing');
    const changed = (await agent.send('PUT', path, { record: { price: null, name: '新' } })).json<Recorded>().record;
    assert.deepEqual([changed['name'], changed['price'], changed['sn']], ['新', '', 'A-1']);
    await refused(agent.send('POST', '/assettables/devices/records', { record: { ...owner(), sn: 'A-1' } }), 409, /sn/);
    const gone = await agent.send('DELETE', path);
    assert.equal(gone.json<Recorded>().record['rId'], record['rId']);
    for (const method of ['GET', 'DELETE'] as const) await refused(agent.send(method, path), 404, /asset row/);
    await refused(agent.send('PUT', path, { record: {} }), 404, /asset row/);
    await refused(agent.get('/assettables/devices/records/x'), 404, /asset row/);
  });

  test('a row is written by its unique value, made when none has it', async () => {
    const put = (query: string, record: Texts) =>
      agent.send('PUT', `/assettables/devices/records.json?${query}`, { record });
    const first = await put('unique_key=sn&unique_value=U-1', { ...owner(), name: '一' });
    const second = await put('unique_key=sn&unique_value=U-1', { name: '二' });
    assert.equal(first.status, 200, first.text);
    const [one, two] = [first, second].map((answer) => answer.json<Recorded>().record) as [Texts, Texts];
    assert.deepEqual([two['rId'], two['name'], two['sn']], [one['rId'], '二', 'U-1']);
    await refused(put('unique_key=sn', {}), 400, /unique_value/);
    const fields = [{ key: 'name', type: 5 }, { key: 'price', type: 5 }, { key: 'sn' }];
    await refused(admin.send('PUT', '/assettables/devices', { assettable: { fields } }), 409, /^name: its type can/);
    await refused(put('unique_value=x', {}), 400, /unique_key/);
    await refused(put('unique_key=name&unique_value=x', {}), 400, /unique_key/);
    await refused(put('unique_key=nosuch&unique_value=x', {}), 400, /nosuch/);
    await refused(put('unique_key=sn&unique_value=U-2', { name: '三' }), 400, /ownerType/);
    await agent.send('DELETE', `/assettables/devices/records/${one['rId']}`);
  });

  test('rows are filtered, sorted and paged, with links that keep what was asked for', async () => {
    for (let i = 0; i < 25; i += 1) {
      const name = `${i % 2 === 0 ? 'ThinkPad' : '显示器'}, ${i}`;
      const record = {
        ...owner(),
        name,
        price: String(i * 4),
        ...(i === 7 && { ownerType: 'agent', owner: String(at.tenantId) }),
      };
      assert.equal((await agent.send('POST', '/assettables/devices/records', { record })).status, 200);
    }
    const first = await list('');
    assert.deepEqual([first.count, first.records.length, first.previous_page], [25, 20, null]);
    const next = (await agent.get(first.next_page!)).json<Listed>();
    assert.deepEqual([next.records.length, next.next_page], [5, null]);
    const walked = [...first.records, ...next.records].map((record) => record['rId']);
    assert.deepEqual(
      walked,
      walked.toSorted((a, b) => Number(a) - Number(b)),
    );
    assert.equal((await list('page=9')).records.length, 0);

    assert.deepEqual(await names('filter=name:thinkpad&sort_by=price&sort_order=desc&per_page=2'), [
      'ThinkPad, 24',
      'ThinkPad, 22',
    ]);
    assert.deepEqual(await names('filter=name:%E6%98%BE%E7%A4%BA%2Cprice:36'), ['显示器, 9']);
    assert.deepEqual(await names('filter=name:%252C 24'), ['ThinkPad, 24']);
    const filtered = await list('filter=name:thinkpad&per_page=5&sort_by=price');
    assert.match(filtered.next_page!, /filter=name%3Athinkpad&sort_by=price&per_page=5&page=2$/);
    assert.equal((await list('filter=name:')).count, 25);
    assert.equal((await list('filter=')).count, 25);

    for (const own of ['ownerType=agent', 'owner=1', 'filter=owner:1', 'filter=ownerType:agent']) {
      assert.equal((await list(own)).count, 25, own);
    }
    assert.deepEqual(await names(`ownerType=agent&owner=${at.tenantId}`), ['显示器, 7']);
    assert.deepEqual(await names(`filter=ownerType:agent,owner:${at.tenantId}`), ['显示器, 7']);
    assert.equal((await list('filter=ownerType:company,owner:{{company.companyId}}')).count, 25);

    for (const [query, named] of [
      ['filter=nosuch:x', /nosuch/],
      ['filter=x', /filter/],
      ['filter=ownerType:user,owner:1', /ownerType/],
      ['filter=ownerType:company,owner:abc', /owner/],
      ['filter=ownerType:company,owner:{{x}}', /owner/],
      ['filter=name:%00', /filter/],
      ['ownerType=x', /ownerType/],
      ['owner=x', /owner/],
      ['sort_by=nosuch', /sort_by/],
      ['sort_order=up', /sort_order/],
      ['page=0', /page/],
      ['per_page=1001', /per_page/],
      ['page=x', /page/],
    ] as const) {
      await refused(agent.get(`/assettables/devices/records?${query}`), 400, named);
    }
    for (const by of ['rId', 'createTime', 'updateTime', 'owner', 'ownerType', 'ticketId', 'sn']) {
      assert.equal((await list(`sort_by=${by}`)).records.length, 20);
    }
  });

  test('a Requestid makes one row however often it is sent', async () => {
    const send = () =>
      agent.send(
        'POST',
        '/assettables/devices/records',
        { record: { ...owner(), name: 'once' } },
        { requestid: 'r-1' },
      );
    const answers = await Promise.all([send(), send(), send()]);
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
    assert.equal((await list('filter=name:once')).count, 1);
  });

  test('a picker token is for one origin, in its one spelling', async () => {
    const post = (body: unknown, table = 'devices') => agent.send('POST', `/assettables/${table}/picker_tokens`, body);
    const made = (await post({ origin: 'HTTPS://Host.example:443/' })).json<{ picker_token: { token: string } }>()
      .picker_token;
    assert.deepEqual({ ...made, token: '' }, { token: '', expires_in: 600, origin: 'https://host.example' });
    assert.match(made.token, /^[0-9a-f]{40}$/);
    for (const origin of [
      '',
      'null',
      '*',
      'https://*.example',
      'host',
      'ftp://host',
      'https://host/path',
      'https://u@host',
      'https://h?x',
      'https://h;x',
      'https://h,x',
      "https://h'x",
      1,
    ]) {
      await refused(post({ origin }), 400, /origin/);
    }
    await refused(post({}), 400, /origin/);
    await refused(post({ origin: 'https://host' }, 'nosuch'), 404, /asset table/);
    const answer = await at.fetch('/api/v1/companies', { headers: { authorization: `Bearer ${made.token}` } });
    assert.equal(answer.status, 401, 'it opens nothing but the page');
  });

  test('a deleted table is gone, and its name is free', async () => {
    await refused(agent.send('DELETE', '/assettables/devices'), 403, /./);
    const gone = await admin.send('DELETE', '/assettables/devices');
    assert.equal(gone.json<{ assettable: { tableId: string } }>().assettable.tableId, tableId);
    await refused(admin.get(`/assettables/${tableId}`), 404, /asset table/);
    await refused(agent.get(`/assettables/${tableId}/records`), 404, /asset table/);
    const again = await admin.send('POST', '/assettables', {
      assettable: { tableName: 'devices', fields: [{ key: 'a' }] },
    });
    assert.equal(again.status, 200, again.text);
  });
});
