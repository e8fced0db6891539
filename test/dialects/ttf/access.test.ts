import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createClient } from '#crm/access/create-client.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld } from './seed-world.ts';
import { failure, openSocket, openWays, type Way } from './ways.ts';

const UNKNOWN = '未知错误';
const SHAPE = '不正确的参数格式';
const WRONG_TYPE = [2060, '无效的唯一标识符类型', { message: '无效的唯一标识符类型', field: 'type' }] as const;

onEachEngine('who and what is let in', (boot) => {
  let at: TestApp;
  let ways: readonly Way[] = [];
  before(async () => {
    at = await boot.app();
    await fillSeedWorld(at);
    ways = await openWays(at);
  });
  after(async () => {
    for (const way of ways) await way[Symbol.asyncDispose]();
  });

  test("another tenant's companyId is a wrong sign, inside a customer it is nothing", async () => {
    for (const way of ways) {
      for (const companyId of [String(at.tenantId + 1n), 'x']) {
        const refused = await way.ask({ action: 'list_customers', companyId });
        assert.deepEqual([refused.status, refused.text], [200, failure(way, 2059, 'open api签名不对')]);
      }
      const customer = { custname: `公司${way.name}`, companyId: 8008 };
      const reply = await way.ask({ action: 'create_customer', customer });
      assert.match(reply.text, new RegExp(`"companyId":${at.tenantId},`));
    }
  });

  test('signs are checked on every way: timestamp, window, client, sign', async () => {
    const { id, secret } = at.client;
    const now = Math.floor(Date.now() / 1000);
    const signed = (timestamp: number | string, key = secret): string =>
      createHash('sha256').update(`${id}&${key}&${timestamp}`).digest('hex');
    const query = (timestamp: number | string, sign: string, appid: bigint | string = id): string =>
      `appid=${appid}&timestamp=${timestamp}&sign=${sign}`;
    const cases: readonly (readonly [query: string, code: number, message: string])[] = [
      [`appid=${id}&sign=${signed(now)}`, 20621, '时间戳缺失或格式错误'],
      [query('', signed('')), 20621, '时间戳缺失或格式错误'],
      [query('2017-05-11', signed('2017-05-11')), 20621, '时间戳缺失或格式错误'],
      [query(-1, signed(-1)), 20621, '时间戳缺失或格式错误'],
      [query(1_494_474_404, signed(1_494_474_404)), 20622, '时间戳超出有效范围'],
      [query(now + 3600, signed(now + 3600)), 20622, '时间戳超出有效范围'],
      [query(Date.now(), signed(Date.now())), 20622, '时间戳超出有效范围'],
      [query('9'.repeat(40), signed('9'.repeat(40))), 20622, '时间戳超出有效范围'],
      [query('1494474404.5', signed('1494474404.5')), 20621, '时间戳缺失或格式错误'],
      [query(now, signed(now), '424242'), 2059, 'open api签名不对'],
      [query(now, signed(now), ''), 2059, 'open api签名不对'],
      [query(now, signed(now), 'abc'), 2059, 'open api签名不对'],
      [query(now, ''), 2059, 'open api签名不对'],
      [query(now, 'zz'.repeat(32)), 2059, 'open api签名不对'],
      [query(now, signed(now, 'another-secret-0')), 2059, 'open api签名不对'],
      [query(now, signed(now - 1)), 2059, 'open api签名不对'],
      [`timestamp=${now}&sign=${signed(now)}`, 2059, 'open api签名不对'],
    ];
    for (const [search, code, message] of cases) {
      const rest = await at.fetch(`/open_api/customers/get_customer?${search}`);
      assert.deepEqual([rest.status, await rest.text()], [200, `{"code":${code},"message":"${message}"}`]);
      const action = await at.fetch(`/open_api?action=create_customer&callbackId=7&${search}`, { method: 'POST' });
      assert.deepEqual(
        [action.status, await action.text()],
        [200, `{"success":false,"code":${code},"message":"${message}","callbackId":7}`],
      );
      await assert.rejects(openSocket(at, search), /401/);
    }
    const upper = await at.fetch(`/open_api/customers?${query(now, signed(now).toUpperCase())}`);
    assert.equal(((await upper.json()) as { code: number }).code, 1000);
  });

  test('over its limit a client is answered 429 in the envelope, with Retry-After', async () => {
    const client = await at.store.write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId: at.adminId, name: '限', rateLimit: 3 }),
    );
    const limited: TestApp = {
      ...at,
      client,
      sign() {
        const timestamp = Math.floor(Date.now() / 1000);
        const sign = createHash('sha256').update(`${client.id}&${client.secret}&${timestamp}`).digest('hex');
        return `appid=${client.id}&timestamp=${timestamp}&sign=${sign}`;
      },
    };
    const three = await openWays(limited);
    try {
      for (const way of three) {
        const allowed = await way.ask({ action: 'get_customer', type: 'x' });
        assert.equal(allowed.text, failure(way, ...WRONG_TYPE));
      }
      for (const way of three) {
        const over = await way.ask({ action: 'get_customer', type: 'x' });
        assert.equal(over.text, failure(way, 429, 'api接口超过请求限制'));
        if (way.name === 'socket') continue;
        assert.equal(over.status, 429);
        assert.match(over.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      }
    } finally {
      for (const way of three) await way[Symbol.asyncDispose]();
    }
  });

  test('unknown addresses, actions and bodies too large have their answers', async () => {
    for (const [method, path] of [
      ['GET', '/open_api/nothing'],
      ['GET', '/open_api/customers/update_customer'],
      ['POST', '/open_api/customers/get_customer'],
      ['GET', '/open_api/customers/%E0%A4%A'],
      ['PATCH', '/open_api/customers'],
    ] as const) {
      const reply = await at.fetch(path, { method });
      assert.deepEqual([reply.status, await reply.text()], [404, '{"code":404,"message":"接口不存在"}'], path);
    }
    const large = await at.fetch(`/open_api/customers?${at.sign()}`, { method: 'POST', body: 'x'.repeat(1_100_000) });
    assert.deepEqual([large.status, await large.text()], [413, '{"code":413,"message":"请求体过大"}']);
    for (const way of ways.slice(1)) {
      for (const action of ['fly', 'export', 'constructor'].slice(way.name === 'socket' ? 0 : 2)) {
        const reply = await way.ask({ action, callbackId: 'a b' });
        assert.equal(reply.text, failure(way, 2000, UNKNOWN, { message: SHAPE, field: 'action' }, '"a b"'));
      }
    }
  });

  test('GET and HEAD only read', async () => {
    for (const action of ['create_customer', 'update_customer', 'destroy_customer', 'batch_import_async']) {
      const customer = encodeURIComponent('{"custname":"甲"}');
      const reply = await at.fetch(
        `/open_api?action=${action}&type=id&content=1&customer=${customer}&customers=[{}]&${at.sign()}`,
      );
      assert.equal(
        await reply.text(),
        `{"success":false,"code":2000,"message":"${UNKNOWN}","exception":{"message":"${SHAPE}","field":"action"}}`,
      );
    }
    const customer = encodeURIComponent('{"custname":"只看头"}');
    await at.fetch(`/open_api?action=create_customer&customer=${customer}&${at.sign()}`, { method: 'HEAD' });
    await at.fetch(`/open_api?action=destroy_customer&type=id&content=1&${at.sign()}`, { method: 'HEAD' });
    const made = await at.fetch(`/open_api?action=get_customer&type=custName&content=只看头&${at.sign()}`);
    assert.match(await made.text(), /"code":2005/);
    const read = await at.fetch(`/open_api?action=get_customer&type=id&content=1&callbackId=12&${at.sign()}`);
    assert.match(await read.text(), /^\{"success":true,"message":"操作成功！","code":1000,"callbackId":12,"result":\[/);
  });
});
