import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Answer, type IcsocCaller, openCaller } from './icsoc-caller.ts';

const LIST = '/followupRecord/followupRecords';

onEachEngine('icsoc refusals', (boot) => {
  let at: TestApp;
  let caller: IcsocCaller;
  let clientId: bigint;
  let optyId: bigint;
  before(async () => {
    at = await boot.app();
    caller = await openCaller(at);
    const made = await at.store.write(async (db) => {
      const customer = await createCustomer(db, at.admin, { name: '客户' });
      const other = await createCustomer(db, at.admin, { name: '别的客户' });
      return { customer, opportunity: await createOpportunity(db, at.admin, other.id, { name: '别人的' }) };
    });
    clientId = made.customer.id;
    optyId = made.opportunity.id;
  });

  /** The envelope of an error: HTTP status = code, `data` an empty list, the message names the key. */
  const isRefused = (answer: Answer, status: number, key = '') => {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(Object.keys(answer.body), ['code', 'message', 'data']);
    assert.deepEqual([answer.body.code, answer.body.data], [status, []]);
    assert.ok(answer.body.message.includes(key), `${answer.body.message} names ${key}`);
    assert.ok(answer.headers.get('x-request-id') !== null);
  };

  test('what is no JSON object is malformed, whatever the operation', async () => {
    const bodies = ['', '{', '[]', '"x"', '1', 'null', "{'cle_id':1}", '{"cle_id":1,}', '{"a":\u0001}'];
    for (const [method, path] of [
      ['POST', '/followupRecord'],
      ['DELETE', '/followupRecord'],
      ['PUT', '/followupRecord/1'],
      ['POST', '/client'],
      ['PUT', `/client/${clientId}`],
      ['DELETE', '/client'],
      ['POST', '/opportunity'],
      ['PUT', `/opportunity/${optyId}`],
      ['DELETE', '/opportunity'],
    ] as const) {
      for (const body of bodies) isRefused(await caller.send(method, path, body), 400);
      isRefused(await caller.send(method, path), 400);
      isRefused(await caller.send(method, path, '{}', { 'content-type': 'text/plain' }), 400, 'Content-Type');
      isRefused(await caller.send(method, path, '{}', { 'content-type': 'application/json; charset=gbk' }), 400);
      isRefused(await caller.send(method, path, '{}', { 'content-encoding': 'gzip' }), 400, 'Content-Encoding');
      isRefused(await caller.send(method, path, 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }), 400);
    }
    const answer = await at.fetch('/openapi/v1/client', {
      method: 'POST',
      body: Buffer.from('{"cle_name":"\xff\xfe"}', 'latin1'),
      headers: { authorization: `Bearer ${caller.token}`, 'content-type': 'application/json' },
    });
    assert.equal(answer.status, 400);
  });

  test('a body over a mebibyte is too large', async () => {
    isRefused(await caller.post('/client', `{"cle_name":"${'x'.repeat(1024 * 1024)}"}`), 413);
  });

  test('an unknown route or method is not there, whoever asks', async () => {
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['GET', '/followupRecord'],
      ['PATCH', '/followupRecord/1'],
      ['POST', LIST],
      ['DELETE', '/client/1'],
      ['GET', '/client/%zz'],
      ['GET', `/client/${'9'.repeat(3000)}`],
      ['GET', '/client/1/2'],
      ['GET', '/'],
      ['GET', ''],
    ] as const) {
      isRefused(await caller.send(method, path), 404);
    }
    const stranger = await at.fetch('/openapi/v1/nothing');
    assert.equal(stranger.status, 404);
  });

  test('ids in the path that name nothing are not there', async () => {
    const ids = ['0', '-1', '1.0', '1e3', 'abc', '999999', '9223372036854775807', '9223372036854775808', '%00', '１'];
    for (const record of ['followupRecord', 'client', 'opportunity']) {
      for (const id of ids) {
        isRefused(await caller.get(`/${record}/${id}`), 404);
        isRefused(await caller.put(`/${record}/${id}`, {}), 404);
      }
    }
  });

  test('ids in a body are integers of any size or digits; a fraction, an exponent or anything else names its key', async () => {
    const send = (cle_id: string) =>
      caller.post('/followupRecord', `{"cle_id":${cle_id},"record_type":36,"record_content":"x"}`);
    for (const id of [
      '1.0',
      '1e0',
      '1.5',
      '9007199254740993.0',
      '1E3',
      '-1',
      '"1.0"',
      '"1e3"',
      '"x"',
      '" "',
      'true',
      '[1]',
      '{}',
      '9223372036854775808',
      '99999999999999999999999999',
      '"9223372036854775808"',
    ]) {
      isRefused(await send(id), 422, 'cle_id');
    }
    for (const id of ['null', '""', '0', '"0"']) isRefused(await send(id), 422, 'cle_id');
    for (const id of ['9223372036854775807', '"9223372036854775807"', '999999']) {
      isRefused(await send(id), 422, 'cle_id');
    }
    assert.equal((await send(`" ${clientId} "`)).status, 200);
    assert.equal((await send(String(clientId))).status, 200);
  });

  test('a record that breaks a rule is refused by its key, and nothing is written', async () => {
    const good = { cle_id: String(clientId), record_type: 36, record_content: '内容' };
    const before = await caller.get(LIST);
    for (const [change, key] of [
      [{ cle_id: undefined }, 'cle_id'],
      [{ record_type: undefined }, 'record_type'],
      [{ record_type: 99 }, 'record_type'],
      [{ record_type: '36.0' }, 'record_type'],
      [{ record_content: undefined }, 'record_content'],
      [{ record_content: '' }, 'record_content'],
      [{ record_content: ' \n\u3000' }, 'record_content'],
      [{ record_content: null }, 'record_content'],
      [{ record_content: ['x'] }, 'record_content'],
      [{ record_content: 'a\0' }, 'record_content'],
      [{ record_content: '\ud800' }, 'record_content'],
      [{ record_content: '字'.repeat(20_001) }, 'record_content'],
      [{ opty_id: String(optyId) }, 'opty_id'],
      [{ opty_id: '999999' }, 'opty_id'],
      [{ opty_id: 1.5 }, 'opty_id'],
    ] as const) {
      isRefused(await caller.post('/followupRecord', { ...good, ...change }), 422, key);
    }
    assert.equal((await caller.get(LIST)).text, before.text);
    for (const opty_id of [0, null, '', '0']) {
      assert.equal((await caller.post('/followupRecord', { ...good, opty_id })).status, 200);
    }
  });

  test('a refusal says what is wrong with the value', async () => {
    const record = { cle_id: String(clientId), record_type: 36, record_content: '内容' };
    const client = { cle_name: '甲', cle_phone: '13700000099' };
    const opportunity = { cle_id: String(clientId), opty_name: '单', opty_type: 1, opty_source: 1, opty_stage: 22 };
    for (const [path, body, message] of [
      ['/followupRecord', { ...record, opty_id: String(optyId) }, 'opty_id 不是该客户的商机'],
      ['/followupRecord', { ...record, record_content: 'a\0' }, 'record_content 含有不能保存的字符'],
      ['/client', { ...client, cle_name: '\ud800' }, 'cle_name 含有不能保存的字符'],
      ['/client', { ...client, cle_phone: '1234' }, 'cle_phone 不是 5 至 20 位的电话号码'],
      ['/client', { ...client, cle_phone: '138****8888' }, 'cle_phone 是隐藏后的号码'],
      ['/opportunity', { ...opportunity, lose_order_reason: 1 }, 'lose_order_reason 只能在输单阶段填写'],
      ['/opportunity', { ...opportunity, lose_order_remark: '贵' }, 'lose_order_remark 只能在输单阶段填写'],
    ] as const) {
      const answer = await caller.post(path, body);
      isRefused(answer, 422);
      assert.equal(answer.body.message, message);
    }
  });

  test('a batch takes 1 to 100 ids', async () => {
    for (const ids of [
      undefined,
      [],
      {},
      '1',
      1,
      [0],
      [''],
      [null],
      [1.5],
      ['x'],
      [[1]],
      Array.from({ length: 101 }, () => 1),
    ]) {
      for (const path of ['/followupRecord', '/client', '/opportunity']) {
        isRefused(await caller.delete(path, { ids }), 422, 'ids');
      }
    }
    const hundred = Array.from({ length: 100 }, (_unused, i) => 1_000_000 + i);
    assert.equal((await caller.delete('/followupRecord', { ids: hundred })).status, 200);
  });

  test('a query that is malformed is refused by its parameter', async () => {
    for (const path of [LIST, '/client/clients', '/opportunity/opportunities']) {
      for (const [query, key] of [
        [{ page_size: '0' }, 'page_size'],
        [{ page_size: '101' }, 'page_size'],
        [{ page_size: '-1' }, 'page_size'],
        [{ page_size: '1.5' }, 'page_size'],
        [{ page_size: 'x' }, 'page_size'],
        [{ sort: 'content' }, 'sort'],
        [{ sort: '__proto__' }, 'sort'],
        [{ order: 'up' }, 'order'],
        [{ page: '0' }, 'page'],
        [{ page: 'x' }, 'page'],
        [{ page: '1002' }, 'page'],
        [{ page: '2', cursor: 'abc' }, 'page'],
        [{ cursor: 'abc' }, 'cursor'],
        [{ cursor: 'MS4x' }, 'cursor'],
        [{ cursor: 'x'.repeat(5000) }, 'cursor'],
        [{ create_time: '2019-13-01' }, 'create_time'],
        [{ create_time: '2019-02-30' }, 'create_time'],
        [{ create_time: '2019-01/01' }, 'create_time'],
        [{ create_time: 'yesterday' }, 'create_time'],
        [{ create_time: '1546272000' }, 'create_time'],
        [{ create_time_end: '2019-01-01 24:00:00' }, 'create_time_end'],
      ] as const) {
        isRefused(await caller.get(path, query as Record<string, string>), 400, key);
      }
    }
    for (const key of ['record_type', 'opty_id', 'create_user_id']) {
      for (const value of ['1.0', 'x', '-1', '9223372036854775808']) {
        isRefused(await caller.get(LIST, { [key]: value }), 422, key);
      }
    }
  });

  test('texts that nothing can hold match nothing', async () => {
    for (const query of [
      'record_content_name=%00',
      'cle_name=a%00b',
      'cle_id=abc',
      'cle_id=%25',
      'cle_id=1_',
      'cle_phone=12',
      'cle_phone=x',
      'cle_phone=%00',
      'cle_id=99999999999999999999',
    ]) {
      const answer = await caller.get(`${LIST}?${query}`);
      assert.equal(answer.text, '{"code":200,"message":"ok","data":{"cursor":"","total":0,"rows":[]}}', query);
    }
    for (const path of ['/client/clients?cle_name=%00', '/opportunity/opportunities?opty_name=%00']) {
      const answer = await caller.get(path);
      assert.equal(answer.text, '{"code":200,"message":"ok","data":{"cursor":"","total":0,"rows":[]}}', path);
    }
  });

  test('a parameter that is not UTF-8 is malformed rather than looked for as it was sent', async () => {
    for (const query of ['cle_name=%BD%F0', 'page_size=1&record_content_name=a%FF', 'cle_phone=%E0%A4%A']) {
      const key = query.slice(query.lastIndexOf('&') + 1).split('=')[0]!;
      isRefused(await caller.get(`${LIST}?${query}`), 400, key);
    }
    for (const query of ['cle_name=%', 'cle_name=100%', 'cle_name=%E5%BC%A0', 'nonsense=%FF']) {
      assert.equal((await caller.get(`${LIST}?${query}`)).status, 200, query);
    }
  });

  test('empty parameters are absent, and of one that comes twice the last counts', async () => {
    const whole = await caller.get(LIST);
    const empty =
      'cursor=&page=&page_size=&sort=&order=&cle_name=&cle_id=&cle_phone=&create_time=&record_content_name=';
    const parse = (answer: Answer) => (answer.body.data as { total: unknown }).total;
    assert.equal((await caller.get(`${LIST}?${empty}&record_type=&opty_id=0&create_user_id=0`)).text, whole.text);
    assert.equal(parse(await caller.get(`${LIST}?record_type=37&record_type=36`)), parse(whole));
    assert.equal(parse(await caller.get(`${LIST}?record_type=36&record_type=37`)), 0);
  });

  test('a role without the permission is refused with 403, and an id out of reach is not there', async () => {
    const own = await openCaller(at, at.client, {
      username: `${at.tenantCode}|own`,
      password: at.adminLogin.password,
    });
    isRefused(await own.delete('/client', { ids: [String(clientId)] }), 403);
    const owner = { sale_charge_user_id: String(at.adminId), sale_charge_department_id: String(at.departmentId) };
    const hidden = await caller.post('/client', { cle_name: '别人的', cle_phone: '13900000001', ...owner });
    const { id } = hidden.body.data as { id: string };
    isRefused(await own.get(`/client/${id}`), 404);
    isRefused(await own.put(`/client/${id}`, { cle_name: 'x' }), 404);
    isRefused(await own.post('/followupRecord', { cle_id: id, record_type: 36, record_content: 'x' }), 422, 'cle_id');
    isRefused(await own.post('/client', { cle_name: 'x', cle_phone: '13900000001' }), 409, 'cle_phone');
  });
});
