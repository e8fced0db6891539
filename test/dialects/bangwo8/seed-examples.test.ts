import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { callerAs, type Exchange, type TestCaller } from './caller.ts';

/** Fields of the demo that the samples don't show, as they stand behind the ones that they do. */
const MORE_FIELDS =
  ',{"key":"field_3","value":"否"},{"key":"company_price","value":""},{"key":"company_x","value":""},{"key":"field_4","value":""}';

/** The list sample's two companies: gjfx is defined as well, so it is listed. */
const NINE = `{"uId":"9516936","companyName":"测试公司2","province":"吉林","city":"长春","supportId":"0","servicestarttime":"2021-09-28","serviceendtime":"2022-01-31","serviceCharge":"0.00","serviceaccount":"002","servicepassword":"002","address":"","multiServiceList":"","createDT":"2021-09-28 11:38:56","updateDT":"2022-11-15 10:33:16","tableName":"","custom_fields":[{"key":"deptid","value":""},{"key":"field_1","value":["天津市"]},{"key":"field_2","value":"0"},{"key":"gjfx","value":""},{"key":"fxk","value":"否"}${MORE_FIELDS}],"userGroup":"","solveDT":"","waitDT":"","openDT":"","closeDT":""}`;
const TEN = `{"uId":"10722418","companyName":"123","province":"","city":"","supportId":"0","servicestarttime":"0000-00-00","serviceendtime":"0000-00-00","serviceCharge":"0.00","serviceaccount":"","servicepassword":"","address":"","multiServiceList":"N1331193N","createDT":"2022-05-10 10:00:30","updateDT":"2022-10-31 09:58:53","tableName":"","custom_fields":[{"key":"deptid","value":""},{"key":"field_1","value":["北京市","二级1","三级1","四级1","五级2"]},{"key":"field_2","value":"0"},{"key":"gjfx","value":""},{"key":"fxk","value":"否"}${MORE_FIELDS}],"userGroup":"","solveDT":"","waitDT":"","openDT":"","closeDT":""}`;
const TWELVE = `{"uId":"12352625","companyName":"测试公司a","province":"北京","city":"宣武","supportId":"0","servicestarttime":"2022-11-30","serviceendtime":"2022-12-02","serviceCharge":"0.00","serviceaccount":"","servicepassword":"12345","address":"地址","multiServiceList":"N1331193N","service_groupid":"344124,344214,344217","createDT":"2022-11-16 09:18:11","updateDT":"2022-11-30 17:41:20","tableName":"","custom_fields":[{"key":"deptid","value":"123456789098"},{"key":"field_1","value":["北京市","二级1","三级1","四级1","五级2"]},{"key":"field_2","value":"4668669"},{"key":"gjfx","value":"4672422,4672423,4672424"},{"key":"fxk","value":"是"}${MORE_FIELDS}],"userGroup":"","url":"{base}/api/v1/companies/12352625.json","userURL":"","serveNote":"","status":"1"}`;

onEachEngine('the Bangwo8 seed', (boot) => {
  let at: TestApp;
  let admin: TestCaller;
  const answers = (exchange: Exchange, status: number, text: string) => {
    assert.equal(exchange.text, text);
    assert.equal(exchange.status, status);
    assert.equal(exchange.headers.get('content-type'), 'application/json; charset=utf-8');
  };

  test('the demo starts', async () => {
    at = await boot.demo();
    admin = callerAs(at);
  });

  test('list: the two companies of the sample, byte for byte', async () => {
    const query = 'created_start=2021-09-28&created_end=2022-05-10';
    for (const ending of ['', '.json']) {
      answers(
        await admin.get(`/companies${ending}?${query}`),
        200,
        `{"companies":[${NINE},${TEN}],"count":2,"next_page":null,"previous_page":null}`,
      );
    }
  });

  test('show: the company of the sample, byte for byte', async () => {
    for (const path of ['/companies/12352625.json', '/companies/12352625']) {
      answers(await admin.get(path), 200, `{"company":${TWELVE}}`);
    }
  });

  test('the object example shows its own values', async () => {
    const { company } = (await admin.get('/companies/111.json')).json<{ company: Record<string, unknown> }>();
    assert.equal(company['url'], '{base}/api/v1/companies/111.json');
    assert.equal(company['companyName'], '北京金万维科技有限公司');
    assert.equal(company['servicestarttime'], '2017-01-01');
    assert.equal(company['serviceendtime'], '2017-12-31');
    assert.equal(company['serviceaccount'], 'gnkefu');
    assert.equal(company['servicepassword'], 'helloworld');
    assert.equal(company['address'], '北京市丰台区汉威国际广场');
    assert.equal(company['createDT'], '2016-12-21 00:00:00');
    assert.equal(company['updateDT'], '2017-02-12 00:00:00');
    assert.equal(company['userGroup'], '221');
  });

  test('the object example is read back as it is printed: numbers, an option by id and one by label', async () => {
    const answer = await admin.send(
      'PUT',
      '/companies/111.json',
      `{"company":{ "uId": 111, "url": "https://www.bangwo8.com/api/v1/companies/111.json", "companyName": "北京金万维科技有限公司",
        "servicestarttime": "2017-01-01", "serviceendtime": "2017-12-31", "serviceaccount": "gnkefu", "servicepassword": "helloworld",
        "address": "北京市丰台区汉威国际广场", "createDT": "2016-12-21", "updateDT": "2017-02-12",
        "custom_fields": [ { "key": "field_1", "value": "4334" }, { "key": "field_3", "value": "是" },
          { "key": "field_2", "value": "下拉菜单的某一项" } ], "userGroup": 221 }}`,
    );
    assert.equal(answer.status, 200, answer.text);
    const { company } = answer.json<{ company: { custom_fields: { key: string; value: unknown }[] } }>();
    const shown = new Map(company.custom_fields.map(({ key, value }) => [key, value]));
    assert.deepEqual(
      ['field_1', 'field_2', 'field_3'].map((key) => shown.get(key)),
      [['北京市'], '4668669', '是'],
    );
  });

  test('show_many: in the order of ids, in the shape of show', async () => {
    const { companies } = (await admin.get('/companies/show_many.json?ids=1,2,3')).json<{
      companies: { uId: string; companyName: string }[];
    }>();
    assert.deepEqual(
      companies.map((one) => [one.uId, one.companyName]),
      [
        ['1', '测试公司1'],
        ['2', '测试公司2'],
        ['3', '测试公司3'],
      ],
    );
    answers(await admin.get('/companies/show_many?ids=12352625'), 200, `{"companies":[${TWELVE}]}`);
  });

  test('search: the sample query answers hits, count and links', async () => {
    answers(
      await admin.get(`/companies/search.json?query=${encodeURIComponent('132 createDT>2017-07-03')}`),
      200,
      '{"results":[{"companyName":"客户公司132","createDT":"2017-07-10 15:00:00","updateDT":"2017-08-01 10:00:00","uId":223,"url":"{base}/api/v1/companies/223.json"}],"next_page":null,"previous_page":null,"count":1}',
    );
    const first = await admin.get(
      `/companies/search.json?per_page=1&query=${encodeURIComponent('companyName:金万维 createDT>2010-07-01')}`,
    );
    const { next_page, previous_page, count } = first.json<Record<string, unknown>>();
    assert.match(
      String(next_page),
      /^\{base\}\/api\/v1\/companies\/search\.json\?query=companyName%3A%E9%87%91%E4%B8%87%E7%BB%B4%20createDT%3E2010-07-01&sort_by=createDT&sort_order=desc&per_page=1&after=[\w.-]+&page=2$/,
    );
    assert.equal(previous_page, null);
    assert.equal(count, 3);
  });

  test('search: every form of the query table and of note 3', async () => {
    const cases: [string, number[]][] = [
      ['companyName:金万维', [123, 111, 112]],
      ['serviceaccount:gnkefu', [111]],
      ['serviceaccount:gnke', []],
      ['field_1:454', [123]],
      ['field_1:华中', [123]],
      ['field_1:四级', [12352625, 10722418]],
      ['field_2:某一项', [12352625, 111]],
      ['gjfx:4672423', [12352625]],
      ['fxk:是', [12352625]],
      ['deptid:3456', [12352625]],
      ['companyName:金万维 createDT>2017-07-01', [123]],
      ['companyName:金万维 createDT>2017-07-02', []],
      ['companyName:金万维 createDT>=2017-07-02', [123]],
      ['companyName:金万维 createDT<2017-07-02', [111, 112]],
      ['companyName:金万维 createDT<=2017-07-02', [123, 111, 112]],
      ['companyName:金万维 createDT:2017-07-02', [123]],
      ['companyName:金万维 createDT:2017-07', [123]],
      ['companyName:金万维   updateDT:2011-07-13', [112]],
    ];
    for (const [query, ids] of cases) {
      const { results, count } = (await admin.get(`/companies/search?query=${encodeURIComponent(query)}`)).json<{
        results: { uId: number }[];
        count: number;
      }>();
      assert.deepEqual([results.map((hit) => hit.uId), count], [ids, ids.length], query);
    }
  });

  test('create: the sample body, 200 with Location and the company', async () => {
    const body =
      '{"company":{"companyName":"测试公司API","custom_fields":[{"key":"field_1","value":"华中"},{"key":"field_3","value":"是"}]}}';
    const made = await admin.send('POST', '/companies.json', body);
    assert.equal(made.status, 200);
    const { company } = made.json<{ company: { uId: string; createDT: string } }>();
    assert.equal(made.headers.get('location'), `${at.baseUrl}/api/v1/companies/${company.uId}.json`);
    const { createDT } = company;
    answers(
      made,
      200,
      `{"company":{"uId":"${company.uId}","companyName":"测试公司API","province":"","city":"","supportId":"0","servicestarttime":"0000-00-00","serviceendtime":"0000-00-00","serviceCharge":"0.00","serviceaccount":"","servicepassword":"","address":"","multiServiceList":"","service_groupid":"","createDT":"${createDT}","updateDT":"${createDT}","tableName":"","custom_fields":[{"key":"deptid","value":""},{"key":"field_1","value":["华中"]},{"key":"field_2","value":"0"},{"key":"gjfx","value":""},{"key":"fxk","value":"否"},{"key":"field_3","value":"是"},{"key":"company_price","value":""},{"key":"company_x","value":""},{"key":"field_4","value":""}],"userGroup":"","url":"{base}/api/v1/companies/${company.uId}.json","userURL":"","serveNote":"","status":"1"}}`,
    );
    assert.equal((await admin.get(`/companies/${company.uId}`)).text, made.text);
  });

  test('update: the sample body changes two keys and leaves the rest', async () => {
    const before = (await admin.get('/companies/123')).json<{ company: Record<string, unknown> }>().company;
    const body = '{"company": {"companyName": "北京金万维科技有限公司","service_groupid": "344124,344214,344217"}}';
    const updated = await admin.send('PUT', '/companies/123.json', body);
    assert.equal(updated.status, 200);
    const { company } = updated.json<{ company: Record<string, unknown> }>();
    assert.deepEqual(company, {
      ...before,
      companyName: '北京金万维科技有限公司',
      service_groupid: '344124,344214,344217',
      updateDT: company['updateDT'],
    });
    assert.notEqual(company['updateDT'], before['updateDT']);
  });
});
