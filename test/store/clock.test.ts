import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enqueueRecycling } from '#jobs/recycle.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';

const DAY_MS = 86_400_000;

onEachEngine('a clock that jumps', (boot) => {
  let at: TestApp;
  const get = async (phone: string) => {
    const answer = await at.fetch(`/open_api/customers/get_customer?${at.sign()}&type=cellphone&content=${phone}`);
    return (await answer.json()) as { code: number };
  };
  const create = async (phone: string) => {
    const body = JSON.stringify({ customer: { custname: '钟', cellphones: [phone] } });
    const answer = await at.fetch(`/open_api/customers?${at.sign()}`, { method: 'POST', body });
    return (await answer.json()) as { code: number };
  };
  const signIn = (password: string) =>
    at.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: `${at.tenantCode}|admin`, password }),
    });

  test('back and forth loses nothing that was written, and stops nobody for long', async (t) => {
    at = await boot.app();
    const realNow = Date.now.bind(Date);
    let offset = 0;
    t.mock.method(Date, 'now', () => realNow() + offset);
    const session = (await signIn(at.adminLogin.password)).headers.get('set-cookie')!.split(';', 1)[0]!;
    assert.equal((await create('13700000001')).code, 1000);

    for (const [index, jump] of [-30 * DAY_MS, 30 * DAY_MS, -3 * DAY_MS, 0].entries()) {
      offset = jump;
      assert.equal((await create(`1370000001${index}`)).code, 1000, `${jump}`);
      for (const phone of ['13700000001', `1370000001${index}`]) assert.equal((await get(phone)).code, 1000);
      await enqueueRecycling(at.store);
    }
    const kept = await at.fetch('/api/session', { headers: { cookie: session } });
    assert.equal(kept.status, 200);
    const listed = await at.fetch('/api/customers', { headers: { cookie: session } });
    assert.equal(((await listed.json()) as { total: number }).total, 5);
  });

  test('a signature keeps to the clock as it is, either way', async (t) => {
    const signed = at.sign();
    const realNow = Date.now.bind(Date);
    let offset = 0;
    t.mock.method(Date, 'now', () => realNow() + offset);
    for (const [jump, code] of [
      [-200_000, 1000],
      [-400_000, 20622],
      [400_000, 20622],
      [0, 1000],
    ] as const) {
      offset = jump;
      const answer = await at.fetch(`/open_api/customers?${signed}`);
      assert.equal(((await answer.json()) as { code: number }).code, code, `${jump}`);
    }
  });

  test('a login that was shut while the clock stood ahead opens when it is set right', async (t) => {
    const realNow = Date.now.bind(Date);
    let offset = 30 * DAY_MS;
    t.mock.method(Date, 'now', () => realNow() + offset);
    for (let tries = 0; tries < 5; tries += 1) await (await signIn('wrong-password')).arrayBuffer();
    assert.equal((await signIn('wrong-password')).status, 429);
    offset = 0;
    assert.equal((await signIn(at.adminLogin.password)).status, 201);
  });
});
