import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from '#app/app.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { createLog } from '#transport/log.ts';
import { fillSeedWorld } from './seed-world.ts';

interface Task {
  readonly code: number;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly rows: readonly { readonly index: number; readonly code: number; readonly [key: string]: unknown }[];
}

onEachEngine('batch import', (boot) => {
  let at: TestApp;
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
  });
  const send = async (body: string, more = ''): Promise<{ code: number; task_id: number }> => {
    const reply = await at.fetch(`/open_api/customers/batch_import_async?${at.sign()}${more}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return (await reply.json()) as { code: number; task_id: number };
  };
  const task = async (id: number | string, more = ''): Promise<Task> =>
    (await (await at.fetch(`/open_api/customers/import_tasks/${id}?${at.sign()}${more}`)).json()) as Task;
  const ended = async (id: number): Promise<Task> => {
    for (;;) {
      const one = await task(id);
      if (one.state !== 'queued' && one.state !== 'running') return one;
      // Every look costs an answer with all rows so far.
      await delay(one.total > 100 ? 500 : 20);
    }
  };

  test('what holds no rows, or too many, is refused as a whole', async () => {
    const shape = { code: 2000, message: '未知错误', exception: { message: '不正确的参数格式', field: 'customers' } };
    for (const body of ['{}', '{"customers":[]}', '{"customers":{}}', '{"customers":"x"}', '{"customers":7}']) {
      assert.deepEqual(await send(body), shape, body);
    }
    assert.deepEqual(await send(JSON.stringify({ customers: Array.from({ length: 1001 }, () => ({})) })), shape);
    const unreadable = { ...shape, exception: { message: '不正确的参数格式' } };
    assert.deepEqual(await send('{"customers":'), unreadable);
    const unknown = {
      code: 2005,
      message: '没有找到该资源',
      exception: { message: "Couldn't find ImportTask", field: 'id' },
    };
    for (const id of ['0', '4711', 'x', '99999999999999999999']) assert.deepEqual(await task(id), unknown, id);
  });

  test('who did not sign is answered before the body is read', async () => {
    const { hostname, port } = new URL(at.baseUrl);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /open_api/customers/batch_import_async?appid=1 HTTP/1.1\r\nhost: x\r\n' +
        'content-type: application/json\r\ncontent-length: 16000000\r\n\r\n{',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    assert.match(answer.toString(), /^HTTP\/1\.1 200 [^]*\r\n\r\n\{"code":20621,/);
  });

  test('every row gets the answer that create_customer would give', async () => {
    const rows = [
      { custname: '一', cellphones: ['13500000001', '13500000002'], customerLabel: '批,量' },
      { custname: '二', cellphones: ['13500000001'] },
      { custname: '三', serviceNo: 'nobody' },
      { custname: '字'.repeat(256) },
      {},
      7,
      null,
      { custname: '四', jsonStr: { 392: '高消费' }, colour: '红', Size: 1 },
      { custname: '五', custType: 'xxx' },
    ];
    const { code, task_id } = await send(JSON.stringify({ customers: rows }));
    assert.equal(code, 1000);
    const done = await ended(task_id);
    const metrics = await (await at.fetch('/metrics')).text();
    assert.match(metrics, /huiliu_unknown_keys_total\{dialect="ttf",operation="batch_import_async"\} 2\n/);
    assert.deepEqual([done.state, done.total, done.done, done.failed], ['done', 9, 2, 7]);
    const failed = (index: number, message: string, field: string) => ({
      index,
      code: 2000,
      message: '未知错误',
      exception: { message, field },
    });
    assert.deepEqual(done.rows.slice(1, 7), [
      failed(1, '验证失败: 电话13500000001已经使用', 'cellphones'),
      failed(2, '找不到归属工号', 'serviceNo'),
      failed(3, '不正确的参数格式', 'custname'),
      failed(4, 'param is missing or the value is empty: customer', 'customer'),
      failed(5, '不正确的参数格式', 'customer'),
      failed(6, 'param is missing or the value is empty: customer', 'customer'),
    ]);
    assert.deepEqual(done.rows[8], failed(8, "'xxx' is not a valid custtype", 'custType'));
    assert.deepEqual([done.rows[0]!.index, done.rows[0]!.code], [0, 1000]);
    const shown = await at.fetch(
      `/open_api/customers/get_customer?type=id&content=${String(done.rows[0]!['customer_id'])}&${at.sign()}`,
    );
    const { customer } = (await shown.json()) as { customer: { custname: string; cellphones: unknown[] } };
    assert.deepEqual([customer.custname, customer.cellphones.length], ['一', 2]);
  });

  test('a large batch of longest texts fits, over REST', async () => {
    const customers = Array.from({ length: 1000 }, (_unused, n) => ({
      custname: `大${n}`.padEnd(255, '字'),
      address: '址'.repeat(255),
      companyName: `公司${n % 7}`.padEnd(255, '司'),
    }));
    const { code, task_id } = await send(JSON.stringify({ customers }));
    assert.equal(code, 1000);
    const done = await ended(task_id);
    assert.deepEqual([done.done, done.failed, done.rows.length], [1000, 0, 1000]);
  });

  test('a task is shown to who sent it and to who reaches everything', async () => {
    const { task_id } = await send('{"customers":[{"custname":"自己的"}]}', '&operator=own');
    await ended(task_id);
    assert.equal((await task(task_id, '&operator=own')).code, 1000);
    assert.equal((await task(task_id, '&operator=tree')).code, 2005);
    const action = await at.fetch(`/open_api?action=import_tasks&id=${task_id}&callbackId=1&${at.sign()}`);
    assert.match(
      await action.text(),
      /"callbackId":1,"state":"done","total":1,"done":1,"failed":0,"rows":\[\{"index":0,"code":1000,"customer_id":\d+\}\]\}$/,
    );
  });

  test('an import goes on after a restart where it stopped, and does no row twice', async () => {
    const customers = Array.from({ length: 1000 }, (_unused, n) => ({
      custname: `续${n}`,
      cellphones: [`13${700_000_000 + n}`],
    }));
    const { task_id } = await send(JSON.stringify({ customers }));
    while ((await task(task_id)).done < 20) await delay(1);
    const { config } = at.app.context;
    await at.app[Symbol.asyncDispose]();
    const restarted = await createApp(config, { log: createLog('silent') });
    try {
      const { baseUrl } = await restarted.start();
      const look = async (): Promise<Task> =>
        (await (await fetch(`${baseUrl}/open_api/customers/import_tasks/${task_id}?${at.sign()}`)).json()) as Task;
      const first = await look();
      assert.ok(first.done >= 20);
      let last = first;
      while (last.state !== 'done') {
        await delay(200);
        last = await look();
      }
      assert.deepEqual([last.total, last.done, last.failed], [1000, 1000, 0]);
      const ids = new Set(last.rows.map((row) => row['customer_id']));
      assert.equal(ids.size, 1000);
      const listed = await fetch(`${baseUrl}/open_api/customers?query=续&${at.sign()}`);
      assert.equal(((await listed.json()) as { meta: { total_count: number } }).meta.total_count, 1000);
    } finally {
      await restarted[Symbol.asyncDispose]();
    }
  });
});
