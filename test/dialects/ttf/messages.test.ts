import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { fillSeedWorld } from './seed-world.ts';
import { openWays, type Way } from './ways.ts';

onEachEngine('messages, forms and addresses', (boot) => {
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
  const customerOf = async (reply: Response): Promise<Readonly<Record<string, unknown>>> =>
    ((await reply.json()) as { customer: Readonly<Record<string, unknown>> }).customer;

  test('callbackId comes back on every way but REST: a number where it is one that fits, else as it was sent', async () => {
    for (const way of ways.slice(1)) {
      for (const [sent, back] of [
        ['222000', '222000'],
        [7, '7'],
        ['007', '"007"'],
        ['9007199254740992', '9007199254740992'],
        ['-9007199254740992', '-9007199254740992'],
        ['9007199254740993', '"9007199254740993"'],
        ['9007199254740994', '"9007199254740994"'],
        ['-0', '"-0"'],
        ['1e3', '"1e3"'],
        [9_007_199_254_740_993n, '9007199254740993'],
        ['-5', '-5'],
        ['', '""'],
        ['a"b', '"a\\"b"'],
        [null, 'null'],
        [{ a: [1] }, '{"a":[1]}'],
      ] as const) {
        const reply = await way.ask({ action: 'get_customer', type: 'id', content: '73391', callbackId: sent });
        assert.ok(
          reply.text.startsWith(`{"success":true,"message":"操作成功！","code":1000,"callbackId":${back},"result":`),
        );
      }
    }
    for (const way of ways.slice(1)) {
      const text = '{"action":"get_customer","type":"id","content":1,"callbackId":[9007199254740993.5]}';
      const reply = await way.ask({ action: 'get_customer' }, text);
      assert.match(reply.text, /"callbackId":\[9007199254740993\.5\],"result"/);
    }
  });

  test('a form may carry a message, its customer as JSON text', async () => {
    const form = new URLSearchParams({
      action: 'create_customer',
      customer: "{custname:'表单',customerLabel:'表,单'}",
      callbackId: '9',
    });
    const reply = await at.fetch(`/open_api?${at.sign()}`, { method: 'POST', body: form });
    assert.match(
      await reply.text(),
      /"callbackId":9,"customer":\{"id":\d+,"custname":"表单",.*"customerLabels":\[\{"id":\d+,"name":"表"\},\{"id":\d+,"name":"单"\}\]\}/,
    );
  });

  test('a form of parts is a form too, and one that cannot be read a fault of form', async () => {
    const form = new FormData();
    form.set('action', 'create_customer');
    form.set('customer', '{"custname":"分段"}');
    const reply = await at.fetch(`/open_api?${at.sign()}`, { method: 'POST', body: form });
    assert.equal((await customerOf(reply))['custname'], '分段');
    const twice = new FormData();
    for (const custname of ['先', '后']) twice.append('customer', JSON.stringify({ custname }));
    const first = await at.fetch(`/open_api?action=create_customer&${at.sign()}`, { method: 'POST', body: twice });
    assert.equal((await customerOf(first))['custname'], '先');
    const broken = await at.fetch(`/open_api?action=create_customer&${at.sign()}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--y\r\nnothing',
    });
    assert.match(await broken.text(), /"exception":\{"message":"不正确的参数格式"\}/);
  });

  test('a form that is not UTF-8 is a fault of form, and nothing of it is stored', async () => {
    const gbk = Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]);
    const part = Buffer.from('--x\r\ncontent-disposition: form-data; name="customer"\r\n\r\n{"custname":"');
    const forms = [
      ['application/x-www-form-urlencoded', 'customer={"custname":"%D6%D0%B9%FA"}'],
      [
        'application/x-www-form-urlencoded',
        Buffer.concat([Buffer.from('customer={"custname":"'), gbk, Buffer.from('"}')]),
      ],
      ['multipart/form-data; boundary=x', Buffer.concat([part, gbk, Buffer.from('"}\r\n--x--\r\n')])],
    ] as const;
    for (const [type, body] of forms) {
      const reply = await at.fetch(`/open_api?action=create_customer&${at.sign()}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      assert.match(await reply.text(), /"exception":\{"message":"不正确的参数格式"\}/, type);
    }
    for (const custname of ['100%', '\ufffd']) {
      const kept = await at.fetch(`/open_api?action=create_customer&${at.sign()}`, {
        method: 'POST',
        body: new URLSearchParams({ customer: JSON.stringify({ custname }) }),
      });
      assert.equal((await customerOf(kept))['custname'], custname);
    }
  });

  test('a body is read whatever its type is called, a form in every writing of its type', async () => {
    for (const type of ['json', 'utf-8', 'application/', 'application/json, application/json', 'text/plain', '*/*']) {
      const reply = await at.fetch(`/open_api/customers?${at.sign()}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"customer":{"custname":"类型"}}',
      });
      assert.equal(reply.status, 200, type);
      assert.equal((await customerOf(reply))['custname'], '类型', type);
    }
    for (const [type, body] of [
      ['APPLICATION/X-WWW-Form-URLEncoded', 'customer={"custname":"大写"}'],
      [
        'Multipart/Form-Data; boundary=Xy',
        '--Xy\r\ncontent-disposition: form-data; name="customer"\r\n\r\n{custname:大写}\r\n--Xy--\r\n',
      ],
    ] as const) {
      const reply = await at.fetch(`/open_api?action=create_customer&${at.sign()}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      assert.equal((await customerOf(reply))['custname'], '大写', type);
    }
  });

  test('an address that is not UTF-8 is a fault of form, and nothing of it is stored or looked for', async () => {
    const customer = '{"custname":"%D6%D0%B9%FA"}';
    for (const [method, address] of [
      ['POST', `/open_api?action=create_customer&customer=${customer}`],
      ['GET', '/open_api?action=list_customers&query=%D6%D0'],
      ['GET', '/open_api/customers?filters=%D6%D0'],
      ['GET', '/open_api/customers/get_customer?type=custName&content=%D6%D0'],
      ['DELETE', '/open_api/customers/destroy_customer?type=custName&content=%D6%D0'],
    ] as const) {
      const reply = await at.fetch(`${address}&${at.sign()}`, { method });
      assert.match(await reply.text(), /"code":2000,.*"exception":\{"message":"不正确的参数格式"\}/, address);
    }
    const first = await at.fetch(`/open_api/customers?page=0&query=%D6%D0&${at.sign()}`);
    assert.match(await first.text(), /"code":206201/);
    const unsigned = await at.fetch('/open_api/customers?query=%D6%D0');
    assert.match(await unsigned.text(), /"code":20621,/);
  });

  test('a percent sign that encodes nothing stands for itself, beside what is encoded', async () => {
    for (const custname of ['100%', '折扣%', '折%扣']) {
      const form = new URLSearchParams({ customer: JSON.stringify({ custname }) });
      await at.fetch(`/open_api?action=create_customer&${at.sign()}`, { method: 'POST', body: form });
      for (const content of [
        custname,
        encodeURIComponent(custname),
        encodeURIComponent(custname).replace('%25', '%'),
      ]) {
        const reply = await at.fetch(`/open_api/customers/get_customer?type=custName&content=${content}&${at.sign()}`);
        assert.equal((await customerOf(reply))?.['custname'], custname, content);
      }
    }
  });

  test('a plus in an address is the one of a phone', async () => {
    for (const phone of ['+8613000000001', '+86+130-0000-0001', '%2B8613000000001']) {
      const reply = await at.fetch(`/open_api/customers/get_customer?type=cellphone&content=${phone}&${at.sign()}`);
      assert.equal((await customerOf(reply))['id'], 1, phone);
      const listed = await at.fetch(`/open_api/customers?query=${phone}&${at.sign()}`);
      assert.match(await listed.text(), /"total_count":1\},"result":\[\{"id":1,/, phone);
    }
  });
});
