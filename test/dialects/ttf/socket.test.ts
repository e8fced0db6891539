import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { updateClient } from '#crm/access/update-client.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld } from './seed-world.ts';
import { openSocket } from './ways.ts';

onEachEngine('the socket', (boot) => {
  let at: TestApp;
  let socket: WebSocket;
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
    socket = await openSocket(at);
  });
  after(() => socket.terminate());
  const ask = async (text: string | Buffer, on = socket): Promise<string> => {
    const answered = once(on, 'message');
    on.send(text);
    const [data] = (await answered) as [Buffer];
    return data.toString();
  };
  const GET = '{"action":"get_customer","type":"id","content":"1","callbackId":"5"}';

  test('a frame that cannot be read gets a coded reply, and the connection lives on', async () => {
    const shape = '{"success":false,"code":2000,"message":"未知错误","exception":{"message":"不正确的参数格式"}}';
    for (const text of ['', 'x', '"x"', '[]', '{', '{"a"', 'null', '7']) {
      const reply = JSON.parse(await ask(text)) as { code: number; exception: { message: string } };
      assert.deepEqual([reply.code, reply.exception.message], [2000, '不正确的参数格式'], text);
    }
    assert.equal(await ask('{"a":'), shape);
    assert.equal(await ask(Buffer.from([1, 2, 3])), shape);
    assert.match(
      await ask('{"callbackId":3}'),
      /^\{"success":false,"code":2000,.*"callbackId":3,"exception".*"action"\}\}$/,
    );
    assert.match(
      await ask(GET),
      /^\{"success":true,"message":"操作成功！","code":1000,"callbackId":5,"result":\[\{"id":1,/,
    );
  });

  test('a frame beyond 1 MiB ends its own connection only', async () => {
    const other = await openSocket(at);
    const closed = once(other, 'close');
    other.send('x'.repeat(1024 * 1024 + 1));
    const [code] = (await closed) as [number];
    assert.equal(code, 1009);
    assert.match(await ask(GET), /"code":1000/);
    const large = `{"action":"get_customer","type":"id","content":"1","x":"${'x'.repeat(1024 * 1024 - 100)}"}`;
    assert.match(await ask(large), /"code":1000/);
  });

  test('the wrapper with a topic is taken and mirrored', async () => {
    const topic = 'socket.server.operation';
    const bare = await ask(GET);
    assert.equal(await ask(`{"topic":"${topic}","data":${GET}}`), `{"topic":"${topic}","data":${bare}}`);
    assert.equal(
      await ask(`{topic:'${topic}',data:{action:get_customer,type:id;content:1,callbackId:'5'}}`),
      `{"topic":"${topic}","data":${bare}}`,
    );
    assert.match(
      await ask(`{"topic":"${topic}","data":[1]}`),
      /^\{"topic":"socket.server.operation","data":\{"success":false,"code":2000/,
    );
    const failed = `{"topic":"${topic}","data":{"action":"get_customer","callbackId":6}}`;
    assert.match(
      await ask(failed),
      /^\{"topic":"socket.server.operation","data":\{"success":false,"code":2060,.*"callbackId":6/,
    );
  });

  test('many requests at once are each answered once, under their own callbackId, to the asker alone', async () => {
    const other = await openSocket(at);
    const strayed: string[] = [];
    other.on('message', (data: Buffer) => strayed.push(data.toString()));
    const answered = new Set<number>();
    const done = new Promise<void>((resolve) => {
      const collect = (data: Buffer): void => {
        const reply = JSON.parse(data.toString()) as { code: number; callbackId: number; customer: { id: number } };
        assert.deepEqual([reply.code, reply.customer.id], [1000, reply.callbackId % 2 === 0 ? 1 : 73391]);
        assert.ok(!answered.has(reply.callbackId));
        answered.add(reply.callbackId);
        if (answered.size < 500) return;
        socket.off('message', collect);
        resolve();
      };
      socket.on('message', collect);
    });
    for (let n = 0; n < 500; n += 1) {
      socket.send(`{"action":"get_customer","type":"id","content":${n % 2 === 0 ? 1 : 73391},"callbackId":${n}}`);
    }
    await done;
    assert.deepEqual(strayed, []);
    other.terminate();
  });

  test('a ping is answered with its own bytes', async () => {
    const pong = once(socket, 'pong');
    socket.ping('abc');
    const [data] = (await pong) as [Buffer];
    assert.equal(data.toString(), 'abc');
  });

  test('a client that sends four thousand requests and reads nothing is no longer read, and loses nothing', async () => {
    const slow = await openSocket(at);
    slow.pause();
    const LIST = '{"action":"list_customers","page_size":100,"callbackId":';
    const before = process.memoryUsage().rss;
    for (let n = 0; n < 4000; n += 1) slow.send(`${LIST}${n},"x":"${'x'.repeat(5000)}"}`);
    await settled(() => slow.bufferedAmount);
    // What the server hasn't read stays with the sender: the 20 MB of requests fit in no buffers between the two.
    assert.ok(slow.bufferedAmount > 1_000_000, `only ${slow.bufferedAmount} bytes wait`);
    assert.ok(process.memoryUsage().rss - before < 150 * 1024 * 1024);
    assert.match(await ask(GET), /"code":1000/);
    let replies = 0;
    const all = new Promise<void>((resolve) => {
      slow.on('message', () => {
        replies += 1;
        if (replies === 4000) resolve();
      });
    });
    slow.resume();
    await all;
    slow.terminate();
  });

  test('a client who is shut out stays out on the connection that it has', async () => {
    await at.store.write((db) => updateClient(db, at.store.secrets, at.tenantId, at.client.id, { enabled: false }));
    assert.equal(await ask(GET), '{"success":false,"code":2059,"message":"open api签名不对","callbackId":5}');
    await assert.rejects(openSocket(at), /401/);
    await at.store.write((db) => updateClient(db, at.store.secrets, at.tenantId, at.client.id, { enabled: true }));
    assert.match(await ask(GET), /"code":1000/);
  });

  test('the socket closes when the server drains, and a plain request there finds nothing', async () => {
    const plain = await at.fetch(`/socket?${at.sign()}`);
    assert.deepEqual([plain.status, await plain.text()], [404, '{"code":404,"message":"接口不存在"}']);
    const closed = once(socket, 'close');
    const disposed = at.app[Symbol.asyncDispose]();
    const [code] = (await closed) as [number];
    assert.equal(code, 1001);
    await disposed;
  });
});

/** Waits until a figure stays what it is for a while. */
async function settled(figure: () => number): Promise<void> {
  for (let last = -1, same = 0; same < 5; ) {
    await delay(100);
    same = figure() === last ? same + 1 : 0;
    last = figure();
  }
}
