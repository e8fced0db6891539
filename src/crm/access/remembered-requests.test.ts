import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrmError } from '#crm/errors.ts';
import type { Store, Writer } from '#crm/store.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { createDepartment } from './create-department.ts';
import { createStore } from './create-store.ts';
import { answerOnce, purgeRememberedRequests, type Answer, type RepeatableRequest } from './remembered-requests.ts';

const HOUR = 60 * 60 * 1000;

onEachEngine('remembered requests', (boot) => {
  let at: TestStore;
  let requests = 0;
  let made = 0;

  const newRequest = (more: Partial<RepeatableRequest> = {}): RepeatableRequest => {
    requests += 1;
    const body = '{"name":"部门"}';
    return { tenantId: at.tenantId, caller: 'agent 1', key: `r${requests}`, method: 'POST', path: '/d', body, ...more };
  };
  /** A write as a dialect does it: a department, and the answer remembered with it. */
  const make = (request: RepeatableRequest, store: Store = at.store, now?: number): Promise<Answer> =>
    answerOnce(
      store,
      request,
      (remember) =>
        store.write(async (db: Writer) => {
          const id = await createDepartment(db, at.tenantId, { name: `部门 ${request.key} ${(made += 1)}` });
          const answer = { status: 200, headers: { location: `/d/${id}` }, body: `{"id":"${id}"}` };
          await remember(db, answer);
          return answer;
        }),
      now,
    );
  const madeBy = (request: RepeatableRequest) =>
    at.store.read(async (db) => {
      const rows = await db.sql
        .selectFrom('departments')
        .select('id')
        .where('tenant_id', '=', at.tenantId)
        .where('name', 'like', `部门 ${request.key} %`)
        .execute();
      return rows.length;
    });
  const reused = (error: unknown) => error instanceof CrmError && error.is('request_reused');

  test('a store opens', async () => {
    at = await boot.store();
  });

  test('an id that can’t be kept is refused', async () => {
    for (const key of ['x'.repeat(256), 'a\0b', '\ud800']) {
      await assert.rejects(make(newRequest({ key })), (error) => error instanceof CrmError, JSON.stringify(key));
    }
  });

  test('another request under a remembered id is refused', async () => {
    const request = newRequest();
    await make(request);
    for (const other of [{ body: '{}' }, { path: '/e' }, { method: 'PUT' }, { body: `${request.body} ` }]) {
      await assert.rejects(make({ ...request, ...other }), reused, JSON.stringify(other));
    }
    assert.equal(await madeBy(request), 1);
  });

  test('a repeat gets the same answer and does nothing', async () => {
    const request = newRequest();
    const first = await make(request);
    assert.deepEqual(await make(request), first);
    assert.deepEqual(await make({ ...request, body: Buffer.from(request.body as string) }), first);
    assert.equal(await madeBy(request), 1);
  });

  test('each caller and tenant has its own memory; without an id nothing is remembered', async () => {
    const request = newRequest();
    const first = await make(request);
    assert.notDeepEqual(await make({ ...request, caller: 'agent 2' }), first);
    assert.notDeepEqual(await make({ ...request, key: null }), await make({ ...request, key: null }));
  });

  test('repeats that come while the first runs wait for its answer', async () => {
    const request = newRequest();
    const answers = await Promise.all(Array.from({ length: 20 }, () => make(request)));
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(await madeBy(request), 1);
  });

  test('repeats in two processes run once in effect', async () => {
    const second = createStore(at.store.engine, at.store.secrets);
    for (let round = 0; round < 10; round += 1) {
      const request = newRequest();
      const [one, other] = await Promise.all([make(request), make(request, second)]);
      assert.deepEqual(one, other);
      assert.equal(await madeBy(request), 1);
    }
  });

  test('a different request that another process is faster with is refused and leaves nothing behind', async () => {
    const second = createStore(at.store.engine, at.store.secrets);
    const request = newRequest();
    const outcomes = await Promise.allSettled([make(request), make({ ...request, body: '{}' }, second)]);
    assert.deepEqual(outcomes.map((one) => one.status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal(await madeBy(request), 1);
  });

  test('a failure leaves the id free and nothing behind', async () => {
    const request = newRequest();
    const failing = answerOnce(at.store, request, (remember) =>
      at.store.write(async (db) => {
        const answer = { status: 200, headers: {}, body: 'never' };
        await remember(db, answer);
        await createDepartment(db, at.tenantId, { name: '' });
        return answer;
      }),
    );
    await assert.rejects(failing, (error) => error instanceof CrmError && error.is('missing'));
    const refusedOnly = { status: 404, headers: {}, body: 'none' };
    assert.deepEqual(await answerOnce(at.store, request, () => Promise.resolve(refusedOnly)), refusedOnly);
    await make({ ...request, body: 'another' });
    assert.equal(await madeBy(request), 1);
  });

  test('an answer is stored sealed, and forgotten after a day', async () => {
    const request = newRequest();
    const now = Date.now();
    const first = await make(request, at.store, now - 24 * HOUR + 1000);
    assert.deepEqual(await make(request, at.store, now), first);
    const rows = await at.store.read((db) => db.sql.selectFrom('remembered_requests').selectAll().execute());
    assert.ok(rows.length > 0 && rows.every((row) => !row.answer_sealed.includes('"id"')));
    assert.notDeepEqual(await make(request, at.store, now + 1000), first);
    assert.equal(await madeBy(request), 2);
  });

  test('what is forgotten is purged', async () => {
    const [old, young] = [newRequest(), newRequest()];
    const now = Date.now();
    await make(old, at.store, now - 24 * HOUR);
    const answer = await make(young, at.store, now);
    assert.ok((await at.store.write((db) => purgeRememberedRequests(db, now))) >= 1);
    assert.deepEqual(await make(young, at.store, now), answer);
  });
});
