import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createField } from '#crm/fields/create-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { openWays, type Way } from './ways.ts';

const CALLERS = 64;

onEachEngine('concurrent callers', (boot) => {
  let at: TestApp;
  let ways: readonly Way[] = [];
  before(async () => {
    at = await boot.app();
    await at.store.write(async (db) => {
      for (let n = 0; n < CALLERS; n += 1) {
        await createField(db, at.tenantId, {
          record: 'customer',
          kind: 'input',
          label: `字段${n}`,
          id: BigInt(1000 + n),
        });
      }
    });
    ways = await openWays(at);
  });
  after(async () => {
    for (const way of ways) await way[Symbol.asyncDispose]();
  });
  const atOnce = (ask: (n: number) => Promise<{ text: string }>): Promise<{ text: string }[]> =>
    Promise.all(Array.from({ length: CALLERS }, (_unused, n) => ask(n)));

  test('of 64 who create a customer with one phone one succeeds, and 63 hear that it is used', async () => {
    for (const [index, way] of ways.slice(0, 2).entries()) {
      const phone = `1330000000${index}`;
      const replies = await atOnce((n) =>
        way.ask({ action: 'create_customer', customer: { custname: `抢${n}`, cellphones: [[null, phone]] } }),
      );
      const made = replies.filter(({ text }) => text.includes('"code":1000'));
      const used = replies.filter(({ text }) => text.includes(`验证失败: 电话${phone}已经使用`));
      assert.deepEqual([made.length, used.length], [1, CALLERS - 1]);
      const got = await way.ask({ action: 'get_customer', type: 'cellphone', content: phone });
      assert.equal((JSON.parse(got.text) as { result: unknown[] }).result.length, 1);
    }
  });

  test('64 who each change another field of one customer all prevail, with a change record each', async () => {
    for (const [index, way] of ways.slice(0, 2).entries()) {
      const content = `1340000000${index}`;
      await way.ask({ action: 'create_customer', customer: { custname: '并', cellphones: [content] } });
      const replies = await atOnce((n) =>
        way.ask({
          action: 'update_customer',
          type: 'cellphone',
          content,
          customer: { jsonStr: { [`${1000 + n}_字段`]: `值${n}` } },
        }),
      );
      for (const { text } of replies) assert.match(text, /"code":1000/);
      const got = await way.ask({ action: 'get_customer', type: 'cellphone', content });
      const { customer } = JSON.parse(got.text) as { customer: { jsonStr: Record<string, string> } };
      const expected = Object.fromEntries(
        Array.from({ length: CALLERS }, (_unused, n) => [`${1000 + n}_字段${n}`, `值${n}`]),
      );
      assert.deepEqual(customer.jsonStr, expected);
      const feeds = await way.ask({ action: 'feeds', type: 'cellphone', content, feed_type: 'Alternation' });
      assert.match(feeds.text, /"total_count":64\}/);
    }
  });

  test('64 who change one field of one customer follow each other in its history', async () => {
    const way = ways[0]!;
    await way.ask({ action: 'create_customer', customer: { custname: '争' } });
    const lookup = { type: 'custName', content: '争' };
    await atOnce((n) => way.ask({ action: 'update_customer', ...lookup, customer: { address: `地址${n}` } }));
    const { text } = await way.ask({ action: 'feeds', ...lookup, feed_type: 'Alternation', page_size: 100 });
    const { feeds } = JSON.parse(text) as { feeds: { summary: string }[] };
    const steps = feeds.map(({ summary }) => summary.replace('联系地址:  ', '').split('---->'));
    assert.equal(steps.length, CALLERS);
    assert.deepEqual(
      steps.map(([before]) => before),
      [...steps.slice(1).map(([, after]) => after), '<空>'],
    );
  });

  test('64 who add another phone to one customer all prevail', async () => {
    const way = ways[0]!;
    await way.ask({ action: 'create_customer', customer: { custname: '多号' } });
    const lookup = { type: 'custName', content: '多号' };
    await atOnce((n) =>
      way.ask({ action: 'update_customer', ...lookup, customer: { cellphones: [[null, `1350000${1000 + n}`]] } }),
    );
    const got = await way.ask({ action: 'get_customer', ...lookup });
    const { customer } = JSON.parse(got.text) as { customer: { cellphones: unknown[] } };
    assert.equal(customer.cellphones.length, CALLERS);
  });

  test('64 who name a company that there is not yet link one and the same', async () => {
    const way = ways[0]!;
    const [lookup, customer] = [{ type: 'custName', content: '将联' }, { companyName: '同一家' }];
    await way.ask({ action: 'create_customer', customer: { custname: '将联' } });
    const replies = await atOnce((n) =>
      n === 0
        ? way.ask({ action: 'update_customer', ...lookup, customer })
        : way.ask({ action: 'create_customer', customer: { ...customer, custname: `联${n}` } }),
    );
    for (const { text } of replies) assert.match(text, /"companyName":"同一家"/);
    const companies = await at.store.read((db) =>
      db.sql.selectFrom('companies').select('customer_count').where('name', '=', '同一家').execute(),
    );
    assert.deepEqual(companies, [{ customer_count: CALLERS }]);
  });

  test('64 who delete one customer: one does, and 63 find nothing', async () => {
    const way = ways[1]!;
    await way.ask({ action: 'create_customer', customer: { custname: '将删' } });
    const replies = await atOnce(() => way.ask({ action: 'destroy_customer', type: 'custName', content: '将删' }));
    assert.equal(replies.filter(({ text }) => text.includes('"code":1000')).length, 1);
    assert.equal(replies.filter(({ text }) => text.includes('"code":2005')).length, CALLERS - 1);
  });
});
