import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { callerAs, type Exchange, type TestCaller } from './caller.ts';

onEachEngine('bangwo8 Requestid', (boot) => {
  let at: TestApp;
  let admin: TestCaller;
  const create = (requestId: string, companyName: string, caller = admin) =>
    caller.send('POST', '/companies', { company: { companyName } }, { Requestid: requestId });
  const count = async (companyName: string) =>
    (await admin.get(`/companies/search?query=${companyName}`)).json<{ count: number }>().count;
  const reused = (exchange: Exchange) => {
    assert.equal(exchange.status, 409);
    assert.equal(exchange.text, '{"errcode":"100409","errmsg":"Requestid: was used for another request"}');
  };

  test('the program starts', async () => {
    at = await boot.app();
    admin = callerAs(at);
  });

  test('an id that is too long is refused by name', async () => {
    const { status, text } = await create('x'.repeat(256), '过长');
    assert.deepEqual([status, text], [400, '{"errcode":"100400","errmsg":"Requestid: longer than 255"}']);
  });

  test('a repeat gets the first answer to the byte, Location too, and makes nothing', async () => {
    const first = await create('one', '一次');
    const again = await create('one', '一次');
    assert.deepEqual(
      [again.status, again.text, again.headers.get('location')],
      [first.status, first.text, first.headers.get('location')],
    );
    assert.equal(await count('一次'), 1);
    const { uId } = first.json<{ company: { uId: string } }>().company;
    const put = () => admin.send('PUT', `/companies/${uId}`, { company: { address: '甲' } }, { requestid: 'put' });
    const changed = await put();
    await admin.send('PUT', `/companies/${uId}`, { company: { address: '乙' } });
    assert.equal((await put()).text, changed.text);
    assert.equal((await admin.get(`/companies/${uId}`)).json<{ company: { address: string } }>().company.address, '乙');
  });

  test('another body, path or method under an id is 409, also one that could not be read', async () => {
    const { uId } = (await create('taken', '占用')).json<{ company: { uId: string } }>().company;
    reused(await create('taken', '别的'));
    reused(await admin.send('POST', '/companies.json', { company: { companyName: '占用' } }, { Requestid: 'taken' }));
    reused(await admin.send('PUT', `/companies/${uId}`, { company: { companyName: '占用' } }, { Requestid: 'taken' }));
    reused(await admin.send('POST', '/companies', '{', { Requestid: 'taken' }));
    assert.equal(await count('占用'), 1);
  });

  test('each agent has a memory of its own, and GET and DELETE have none', async () => {
    await create('shared', '各自');
    await create('shared', '各自', callerAs(at, 'own'));
    assert.equal(await count('各自'), 2);
    const headers = { Requestid: 'shared' };
    assert.equal((await admin.send('GET', '/companies', undefined, headers)).status, 200);
    const { uId } = (await create('gone', '删')).json<{ company: { uId: string } }>().company;
    assert.equal((await admin.send('DELETE', `/companies/${uId}`, undefined, { Requestid: 'gone' })).status, 200);
  });

  test('repeats that come while the first runs wait for its answer', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => create('race', '竞争')));
    assert.equal(new Set(all.map((one) => `${one.status} ${one.text}`)).size, 1);
    assert.equal(all[0]!.status, 200);
    assert.equal(await count('竞争'), 1);
  });

  test('of different requests that come together under one id, one is done and the others are 409', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, (_unused, index) => create('clash', `冲突${index}`)));
    assert.deepEqual(
      all.map((one) => one.status).toSorted((a, b) => a - b),
      [200, ...Array.from({ length: 9 }, () => 409)],
    );
    assert.equal(await count('冲突'), 1);
  });

  test('a failure leaves the id free', async () => {
    const failed = await create('free', '');
    assert.equal(failed.status, 400);
    assert.equal((await create('free', '')).text, failed.text);
    assert.equal((await create('free', '后来')).status, 200);
    reused(await create('free', ''));
  });

  test('what is remembered is sealed', async () => {
    await admin.send(
      'POST',
      '/companies',
      { company: { companyName: '密', servicepassword: 'sehr-geheim' } },
      { Requestid: 'sealed' },
    );
    const rows = await at.store.read((db) => db.sql.selectFrom('remembered_requests').selectAll().execute());
    assert.ok(rows.length > 0);
    for (const row of rows) assert.doesNotMatch(row.answer_sealed, /company|geheim/);
  });
});
