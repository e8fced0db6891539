import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createField } from '#crm/fields/create-field.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, type Answered, signIn } from './agent.ts';

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly phones: { readonly id: string; readonly content: string; readonly masked: boolean }[];
  readonly custom: Record<string, unknown>;
  readonly updatedAt: string;
  readonly company: { readonly id: string; readonly name: string } | null;
}
interface Listed {
  readonly items: Shown[];
  readonly nextCursor: string | null;
  readonly total: number | null;
}

onEachEngine('native: customers', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  const made = (answer: Answered): Shown => {
    assert.ok(answer.status === 200 || answer.status === 201, JSON.stringify(answer.body));
    return answer.body as Shown;
  };
  const code = (answer: Answered) => (answer.body as { code: string }).code;

  test('boots with fields of several kinds', async () => {
    at = await boot.app();
    await at.store.write(async (db) => {
      const define = (
        label: string,
        kind: 'input' | 'select' | 'city' | 'datetime' | 'number' | 'telephone',
        key: string,
      ) =>
        createField(db, at.tenantId, {
          record: 'customer',
          kind,
          label,
          key,
          ...(kind === 'select' ? { options: [{ label: '高消费' }, { label: '低消费' }] } : {}),
        });
      await define('备注', 'input', 'note');
      await define('消费情况', 'select', 'spending');
      await define('地区', 'city', 'place');
      await define('生日', 'datetime', 'birthday');
      await define('年收入', 'number', 'income');
      await define('紧急电话', 'telephone', 'emergency');
    });
    admin = await signIn(at, 'admin');
    own = await signIn(at, 'own');
  });

  test('wrong forms are 400 and name the member; nothing is written', async () => {
    const bodies: [unknown, string][] = [
      [{ name: 5 }, 'name'],
      [{ name: '甲', phones: '138' }, 'phones'],
      [{ name: '甲', stars: 'five' }, 'stars'],
      [{ name: '甲', type: true }, 'type'],
      [{ name: '甲', owner: { agent: { id: '-1' } } }, 'owner.agent'],
      [{ name: '甲', assignedAt: 'yesterday' }, 'assignedAt'],
      [{ name: '甲', custom: [] }, 'custom'],
      [[], ''],
      ['"text"', ''],
    ];
    for (const [body, field] of bodies) {
      const answer = await admin.send('POST', '/api/customers', body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      const { errors } = answer.body as { errors: { field: string }[] };
      assert.ok(
        errors.some((one) => one.field.startsWith(field)),
        JSON.stringify(answer.body),
      );
    }
    assert.equal((await admin.send('POST', '/api/customers', '{"name":')).status, 400);
    assert.equal((await admin.send('POST', '/api/customers', 'name=甲', { 'content-type': 'text/plain' })).status, 415);
    assert.equal(((await admin.get('/api/customers')).body as Listed).total, 0);
  });

  test("broken rules are the error's own code with the member", async () => {
    const refusals: [unknown, number, string, string][] = [
      [{}, 422, 'missing', 'name'],
      [{ name: '甲', phones: ['12'] }, 422, 'invalid', 'phones'],
      [{ name: '甲'.repeat(256) }, 422, 'too_long', 'name'],
      [{ name: '甲', stars: 6 }, 422, 'invalid', 'stars'],
      [{ name: '甲', type: '999' }, 422, 'unknown_option', 'type'],
      [{ name: '甲', owner: { agent: '999' } }, 422, 'unknown_agent', 'owner.agent'],
      [{ name: '甲', service: { agent: { loginNo: 'nobody' } } }, 422, 'unknown_agent', 'service.agent'],
      [{ name: '甲', custom: { nothing: 1 } }, 422, 'unknown_field', 'custom.nothing'],
      [{ name: '甲', custom: { spending: '没有' } }, 422, 'field_invalid', 'custom.spending'],
      [{ name: '甲', custom: { income: 'x' } }, 422, 'field_invalid', 'custom.income'],
      [{ name: '甲', company: { id: '999' } }, 422, 'invalid', 'company'],
    ];
    for (const [body, status, expected, field] of refusals) {
      const answer = await admin.send('POST', '/api/customers', body);
      const problem = answer.body as { code: string; errors: { field: string }[] };
      assert.deepEqual(
        [answer.status, problem.code, problem.errors[0]?.field],
        [status, expected, field],
        JSON.stringify(body),
      );
    }
  });

  test('what is shown can be sent back and changes nothing', async () => {
    const full = {
      name: '王小明',
      phones: ['13800000001', '021-5555 6666'],
      type: { name: '签约客户' },
      source: { code: '1' },
      grade: '3',
      dealFlag: { code: '10' },
      stars: 4,
      labels: ['VIP', '上海'],
      address: '南京路 1 号',
      company: '汇流科技',
      owner: { agent: { loginNo: 'OWN' } },
      assignedAt: '2026-01-31T16:00:00+08:00',
      originalId: '9223372036854775807',
      custom: {
        note: '备注',
        spending: { label: '高消费' },
        place: [{ name: '北京市' }, { name: '东城区' }],
        birthday: '1990-05-06T00:00:00+08:00',
        income: 12.5,
        emergency: '13900000009',
      },
    };
    const created = made(await admin.send('POST', '/api/customers', full));
    assert.equal(created.version, 1);
    assert.equal(created.custom['income'], '12.5');
    for (const agent of [admin, own]) {
      const shown = made(await agent.get(`/api/customers/${created.id}`));
      const echoed = await agent.send('PATCH', `/api/customers/${created.id}`, shown);
      assert.equal(made(echoed).version, 1, JSON.stringify(shown));
    }
  });

  test('phones and telephone fields are masked for a role without phone.reveal, and two like masks stay two phones', async () => {
    const body = { name: '双号', phones: ['13811118888', '13822228888'], owner: { agent: { loginNo: 'own' } } };
    const created = made(await admin.send('POST', '/api/customers', { ...body, custom: { emergency: '13900000009' } }));
    const shown = made(await own.get(`/api/customers/${created.id}`));
    assert.deepEqual(
      shown.phones.map(({ content, masked }) => [content, masked]),
      [
        ['138****8888', true],
        ['138****8888', true],
      ],
    );
    assert.equal(shown.custom['emergency'], '139****0009');
    made(await own.send('PATCH', `/api/customers/${created.id}`, { ...shown, name: '双号二' }));
    const after = made(await admin.get(`/api/customers/${created.id}`));
    assert.deepEqual(
      after.phones.map((phone) => phone.content),
      ['13811118888', '13822228888'],
    );
    assert.equal(after.custom['emergency'], '13900000009');
    const other = await own.send('PATCH', `/api/customers/${created.id}`, { phones: ['137****0000'] });
    assert.equal(other.status, 422);
    const part = (await own.get('/api/customers?phone=1381111')).body as Listed;
    const whole = (await own.get('/api/customers?phone=138-1111-8888')).body as Listed;
    assert.deepEqual([part.total, whole.total], [0, 1]);
  });

  test('a stale edit is 412 and tells the present version', async () => {
    const created = made(await admin.send('POST', '/api/customers', { name: '版本' }));
    const path = `/api/customers/${created.id}`;
    const patch = (name: string, version: string) => admin.send('PATCH', path, { name }, { 'if-match': version });
    const second = await patch('版本二', '"1"');
    assert.equal(second.headers.get('etag'), '"2"');
    const stale = await patch('版本三', '"1"');
    assert.deepEqual([stale.status, code(stale), (stale.body as { version: number }).version], [412, 'stale', 2]);
    assert.equal((await admin.send('DELETE', path, undefined, { 'if-match': 'W/"1"' })).status, 412);
    assert.equal((await patch('版本四', 'abc')).status, 412);
    assert.equal((await patch('版本五', '*')).status, 200);
    assert.equal((await admin.send('DELETE', path, undefined, { 'if-match': '3' })).status, 204);
    assert.equal((await admin.get(path)).status, 404);
    const gone = (await admin.get('/api/customers/deleted')).body as Listed;
    assert.deepEqual([gone.total, gone.items[0]?.id], [1, created.id]);
    assert.equal(made(await admin.send('POST', `${path}/restore`)).name, '版本五');
  });

  test('a repeated POST with one key answers once made, and another body under it is 409', async () => {
    const send = (body: unknown) => admin.send('POST', '/api/customers', body, { 'idempotency-key': 'key-1' });
    const [first, second] = await Promise.all([send({ name: '一次' }), send({ name: '一次' })]);
    assert.equal(made(first).id, made(second).id);
    assert.deepEqual(
      [first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')].toSorted(),
      [null, 'true'].toSorted(),
    );
    const reused = await send({ name: '两次' });
    assert.deepEqual([reused.status, code(reused)], [409, 'request_reused']);
    const failed = await admin.send('POST', '/api/customers', {}, { 'idempotency-key': 'key-2' });
    assert.equal(failed.status, 422);
    assert.equal(
      (await admin.send('POST', '/api/customers', { name: '后来' }, { 'idempotency-key': 'key-2' })).status,
      201,
    );
  });

  test('a walk by cursor meets every customer once in each order, whatever is made meanwhile', async () => {
    const before = ((await admin.get('/api/customers?limit=200')).body as Listed).items.map((one) => one.id);
    for (const sort of ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt', 'id']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { items, nextCursor, total } = (await admin.get(`/api/customers?limit=2&sort=${sort}${from}`))
          .body as Listed;
        assert.ok(total! >= before.length);
        seen.push(...items.map((one) => one.id));
        if (seen.length === 2) await admin.send('POST', '/api/customers', { name: '中途' });
        cursor = nextCursor;
      }
      assert.equal(new Set(seen).size, seen.length, sort);
      for (const id of before) assert.ok(seen.includes(id), `${sort} ${id}`);
    }
    const { nextCursor } = (await admin.get('/api/customers?limit=1')).body as Listed;
    assert.equal((await admin.get(`/api/customers?limit=1&sort=id&cursor=${nextCursor}`)).status, 400);
    assert.equal((await own.get(`/api/customers?limit=1&name=x&cursor=${nextCursor}`)).status, 400);
    assert.equal((await admin.get('/api/customers?limit=201')).status, 400);
    assert.equal(((await admin.get('/api/customers?count=false')).body as Listed).total, null);
  });

  test('one box finds names, pinyin, initials and phones; totals are exact', async () => {
    const total = async (query: string) =>
      ((await admin.get(`/api/customers?q=${encodeURIComponent(query)}`)).body as Listed).total;
    assert.equal(await total('小明'), 1);
    assert.equal(await total('wangxiaoming'), 1);
    assert.equal(await total('wxm'), 1);
    assert.equal(await total('0001'), 1);
    assert.equal(await total('5555 6666'), 1);
    assert.equal(await total('没有这个人'), 0);
    const filters = ['owner=none', 'type=2', 'label=1', 'inPool=false', 'grade=3', 'company=1', 'departments=1,2'];
    for (const filter of filters) {
      const { items, total: n } = (await admin.get(`/api/customers?limit=200&${filter}`)).body as Listed;
      assert.equal(items.length, n, filter);
    }
  });

  test("an agent of scope own meets no trace of others' customers", async () => {
    const hidden = made(
      await admin.send('POST', '/api/customers', {
        name: '秘密客户',
        phones: ['13700000007'],
        owner: { agent: { loginNo: 'tree' } },
      }),
    );
    const path = `/api/customers/${hidden.id}`;
    for (const [method, body] of [['GET'], ['PATCH', { name: '改' }]] as [string, unknown?][]) {
      assert.equal((await own.send(method, path, body)).status, 404);
    }
    assert.equal((await own.send('DELETE', path)).status, 403);
    for (const filter of ['q=秘密', 'q=mmkh', 'phone=13700000007', 'owner=none', 'name=秘密']) {
      const { items } = (await own.get(`/api/customers?limit=200&${filter}`)).body as Listed;
      assert.ok(!items.some((one) => one.id === hidden.id), filter);
    }
  });

  test('paths that are none of ours are problems too', async () => {
    for (const [method, path, status] of [
      ['GET', '/api/nothing', 404],
      ['GET', '/api/customers/0', 404],
      ['GET', '/api/customers/abc', 404],
      ['GET', '/api/customers/99999999999999999999', 404],
      ['PUT', '/api/customers', 405],
      ['GET', '/api', 404],
    ] as [string, string, number][]) {
      const answer = await admin.send(method, path);
      assert.equal(answer.status, status, `${method} ${path}`);
      assert.match(answer.headers.get('content-type') ?? '', /problem/);
    }
  });

  test('a customer is made of a call whose number its agent is shown masked', async () => {
    const [admin, own] = [await signIn(at, 'admin'), await signIn(at, 'own')];
    const ring = (serial: string, phone: string, agentLoginNo: string) =>
      admin.send('POST', '/api/calls', { serial, phone, direction: 'in', agentLoginNo, state: 'ringing' });
    await ring('from-1', '13911112222', 'own');
    await ring('from-2', '13911113333', 'tree');
    const make = (body: object) => own.send('POST', '/api/customers', { name: '来电的', ...body });
    const masked = '139****2222';
    assert.equal((await make({ phones: [masked] })).status, 422);
    const { status, body } = await make({ fromCall: 'from-1', phones: [masked, '13911114444'] });
    assert.equal(status, 201);
    assert.doesNotMatch(JSON.stringify(body), /13911112222/);
    const { id } = body as { id: string };
    const whole = (await admin.get(`/api/customers/${id}`)).body as { phones: { content: string }[] };
    assert.deepEqual(
      whole.phones.map(({ content }) => content),
      ['13911112222', '13911114444'],
    );
    const call = (await own.get('/api/calls/serial/from-1')).body as { call: { customer: { id: string } | null } };
    assert.equal(call.call.customer?.id, id, "the call is the customer's");
    const timeline = (await own.get(`/api/customers/${id}/timeline`)).body as { counts: { call: number } };
    assert.equal(timeline.counts.call, 1);
    await ring('from-3', '13911115555', 'own');
    const others = await make({ fromCall: 'from-3', owner: { agent: { loginNo: 'tree' } } });
    assert.equal(others.status, 201, 'for a customer whom its maker does not see');
    await ring('from-4', '13911115555', 'own');
    assert.equal((await make({ fromCall: 'from-4', phones: [] })).status, 409);
    assert.equal((await make({ fromCall: 'from-1' })).status, 409);
    assert.equal((await make({ fromCall: 'from-2' })).status, 404, "another agent's call");
    assert.equal((await make({ fromCall: 'no-such-call' })).status, 404);
  });

  test('what is shown can be sent back of as many phones and labels as one may have; more are refused as too many', async () => {
    const phones = Array.from({ length: 200 }, (_unused, at) => `139${10_000_000 + at}`);
    const labels = Array.from({ length: 200 }, (_unused, at) => `标签${at}`);
    const { id, version } = made(await admin.send('POST', '/api/customers', { name: '多号', phones, labels }));
    const path = `/api/customers/${id}`;
    const shown = made(await admin.get(path));
    assert.equal(made(await admin.send('PATCH', path, shown)).version, version);
    for (const more of [201, 200_000]) {
      const refused = await admin.send('PATCH', path, { phones: Array.from({ length: more }, () => '') });
      assert.equal(refused.status, 400);
      assert.deepEqual((refused.body as { errors: unknown[] }).errors, [
        { field: 'phones', code: 'wrong_type', message: 'must not have more than 200 items' },
      ]);
    }
    const ofMany = await admin.send('POST', '/api/customers/bulk', {
      ids: [id],
      patch: { labels: Array.from({ length: 201 }, () => '') },
    });
    assert.equal((ofMany.body as { errors: { field: string }[] }).errors[0]?.field, 'patch.labels');
    assert.equal(made(await admin.get(path)).phones.length, 200);
  });
});
