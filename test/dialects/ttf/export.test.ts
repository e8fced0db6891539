import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createAgent } from '#crm/access/create-agent.ts';
import { createRole } from '#crm/access/create-role.ts';
import { bulkCreateCustomers } from '#crm/customers/bulk-create-customers.ts';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { readRows } from '#jobs/files/read-rows.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld } from './seed-world.ts';

interface Page {
  readonly code: number;
  readonly customers: readonly { readonly id: number; readonly [key: string]: unknown }[];
  readonly next_cursor: string | null;
  readonly total_count: number;
}

const HEADER =
  'id,custname,custType,cellphones,address,companyName,taskId,taskname,serviceNo,servicegroupId,companyId,jsonStr,dealFlag,' +
  'assignTime,customerLabel,custFrom,followNum,lastFlowTime,opTime,loginNo,upLoginNo,upTime,customerStar,customerLabels,lastAccept';

onEachEngine('export', (boot) => {
  let at: TestApp;
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
    await at.store.write(async (db) => {
      const rows = Array.from({ length: 1500 }, (_unused, n) => ({ patch: { name: `批量${n}` } }));
      await bulkCreateCustomers(db, at.admin, rows);
      await createCustomer(
        db,
        at.admin,
        {
          name: '=cmd|"/C calc"!A1',
          phones: { kind: 'all', contents: ['+86 13611112222', '13611113333'] },
          address: '-1,\r\n"二"',
          labels: ['@标签'],
          stars: 3,
        },
        { id: 9_007_199_254_740_993n },
      );
    });
  });
  const url = (query: string): string => `/open_api/customers/export?${query}&${at.sign()}`;
  const page = async (query: string): Promise<Page> => (await (await at.fetch(url(query))).json()) as Page;
  const text = async (query: string): Promise<string> => (await at.fetch(url(query))).text();

  test('wrong parameters are refused by name', async () => {
    const shape = (field: string): string =>
      `{"code":2000,"message":"未知错误","exception":{"message":"不正确的参数格式","field":"${field}"}}`;
    assert.equal(await text('format=pdf'), shape('format'));
    for (const cursor of ['x', '-1', '1.5', '9223372036854775808']) {
      assert.equal(await text(`cursor=${cursor}`), shape('cursor'));
    }
    assert.equal(await text('filters=||||||'), shape('filters'));
    for (const size of ['0', '1001', 'x']) {
      assert.equal(await text(`page_size=${size}`), '{"code":206211,"message":"参数page_size不合法"}');
    }
    for (const format of ['json', 'csv', 'ndjson', 'xlsx']) {
      assert.equal(
        await text(`format=${format}&operator=own`),
        '{"code":2000,"message":"未知错误","exception":{"message":"没有权限"}}',
      );
    }
  });

  test('a walk by cursor meets every customer once, by id, also past row 10000 of a list', async () => {
    const ids: number[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const one: Page = await page(`cursor=${cursor}&page_size=1000`);
      assert.deepEqual([one.code, one.total_count], [1000, 1503]);
      ids.push(...one.customers.map((customer) => customer.id));
      cursor = one.next_cursor;
      pages += 1;
    }
    assert.equal(pages, 2);
    assert.equal(new Set(ids).size, 1503);
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    );
    const first = await page('');
    assert.equal(first.customers.length, 100);
    assert.equal(Object.keys(first.customers[0]!).join(), HEADER.replace(',lastAccept', ''));
    assert.equal(first.next_cursor, String(first.customers.at(-1)!.id));
  });

  test('filters and keyword hold as in a list', async () => {
    assert.deepEqual(
      (await page('filters=默认任务')).customers.map((one) => one.id),
      [1],
    );
    assert.deepEqual((await page('query=批量149')).total_count, 11);
    const none = await page('filters=没有');
    assert.deepEqual(none, { code: 1000, customers: [], next_cursor: null, total_count: 0 });
    // Reading a response as text takes the byte-order mark off.
    assert.equal(await text('format=csv&filters=没有'), `${HEADER}\r\n`);
  });

  test('ndjson has a customer a line, ids to the last digit', async () => {
    const response = await at.fetch(url('format=ndjson'));
    assert.equal(response.headers.get('content-type'), 'application/x-ndjson; charset=utf-8');
    assert.equal(response.headers.get('content-disposition'), 'attachment; filename="customers.ndjson"');
    const lines = (await response.text()).trimEnd().split('\n');
    assert.equal(lines.length, 1503);
    assert.match(lines.at(-1)!, /^\{"id":9007199254740993,"custname":"=cmd/);
    for (const line of lines) JSON.parse(line);
  });

  test('csv has the wire keys, a byte-order mark, and texts that no spreadsheet runs', async () => {
    const bytes = Buffer.from(await (await at.fetch(url('format=csv'))).arrayBuffer());
    const csv = bytes.toString('utf8');
    assert.ok(csv.startsWith(`\ufeff${HEADER}\r\n1,测试用户,企业客户,13000000001,上海市黄埔区皇后大道东29号,`));
    const last = csv.slice(csv.indexOf('9007199254740993'));
    assert.ok(
      last.startsWith(
        `9007199254740993,"'=cmd|""/C calc""!A1",,"'+86 13611112222,13611113333","'-1,\r\n""二""",,,,,,${at.tenantId},,`,
      ),
      last,
    );
    assert.match(last, /,3,'@标签,\r\n$/);
  });

  test('a workbook holds the same rows', async () => {
    const response = await at.fetch(url('format=xlsx&query=cmd'));
    const file = join(at.place.folder, 'export.xlsx');
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
    const rows = [];
    for await (const row of readRows(file, { format: 'xlsx', parseJson: JSON.parse })) rows.push(row.values);
    assert.equal(rows.length, 1);
    const { id, custname, cellphones, customerStar } = rows[0]!;
    assert.deepEqual(
      { id, custname, cellphones, customerStar },
      {
        id: '9007199254740993',
        custname: '=cmd|"/C calc"!A1',
        cellphones: '+86 13611112222,13611113333',
        customerStar: '3',
      },
    );
  });

  test('a role that may export but not see phones gets masks in every format', async () => {
    await at.store.write(async (db) => {
      const roleId = await createRole(db, at.tenantId, { name: '导出', scope: 'all', permissions: ['export'] });
      const { departmentId } = at;
      await createAgent(db, at.tenantId, { loginNo: 'exporter', name: '导出', passwordHash: '', roleId, departmentId });
    });
    for (const format of ['json', 'ndjson', 'csv']) {
      const shown = await text(`format=${format}&operator=exporter&query=测试用户`);
      assert.match(shown, /130\*\*\*\*0001/);
      assert.doesNotMatch(shown, /13000000001/);
    }
  });

  test('over the action way an export is the same', async () => {
    const reply = await at.fetch(`/open_api?action=export&page_size=1&callbackId=4&${at.sign()}`);
    assert.match(
      await reply.text(),
      /^\{"success":true,"message":"操作成功！","code":1000,"callbackId":4,"customers":\[\{"id":1,.*\],"next_cursor":"1","total_count":1503\}$/,
    );
    const file = await at.fetch(`/open_api?action=export&format=csv&${at.sign()}`);
    assert.equal(file.headers.get('content-type'), 'text/csv; charset=utf-8');
    await file.body?.cancel();
  });

  test('a reader who leaves in the middle harms nobody', async () => {
    for (let n = 0; n < 5; n += 1) {
      const controller = new AbortController();
      const response = await at.fetch(url('format=csv'), { signal: controller.signal });
      await response.body!.getReader().read();
      controller.abort();
    }
    assert.equal((await page('')).code, 1000);
  });
});
