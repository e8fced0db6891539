import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompanyGroup, updateCompanyGroup } from '#crm/companies/company-groups.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, type Answered, signIn } from './agent.ts';

onEachEngine('native: companies, opportunities, follow-ups, calls, messages, tickets', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  let customer: Record<string, unknown> & { id: string };

  const body = <T = Record<string, unknown>>(answer: Answered, status = 200): T => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body as T;
  };

  test('boots with a customer of an agent', async () => {
    at = await boot.app();
    admin = await signIn(at, 'admin');
    own = await signIn(at, 'own');
    customer = body(
      await admin.send('POST', '/api/customers', {
        name: '王小明',
        phones: ['13800000001'],
        company: '汇流科技',
        owner: { agent: { loginNo: 'own' } },
      }),
      201,
    );
  });

  test("a company's changes tell its groups by the names that they have now", async () => {
    const group = (name: string) => at.store.write((db) => createCompanyGroup(db, at.admin, { name, kind: 'company' }));
    const [first, second] = [await group('华东大客户'), await group('7')];
    const made = body<{ id: string }>(await admin.send('POST', '/api/companies', { name: '分组的公司' }), 201);
    const path = `/api/companies/${made.id}`;
    for (const id of [first.id, second.id, null]) {
      body(await admin.send('PATCH', path, { group: id === null ? null : String(id) }));
    }
    await at.store.write((db) => updateCompanyGroup(db, at.admin, first.id, { name: '华东' }));
    const { items } = body<{ items: { field: string; oldText: string; newText: string }[] }>(
      await admin.get(`${path}/changes`),
    );
    assert.deepEqual(
      items.map(({ field, oldText, newText }) => [field, oldText, newText]),
      [
        ['group', '7', ''],
        ['group', '华东', '7'],
        ['group', '', '华东'],
      ],
    );
  });

  test('a company is made, echoed, changed, deleted and restored; its password stays behind its own route', async () => {
    const made = body<{ id: string; version: number; servicePassword: string; serviceFee: string }>(
      await admin.send('POST', '/api/companies', {
        name: '重庆银行',
        serviceFee: '12.5',
        serviceStart: '2026-01-01',
        servicePassword: 's3cret!!',
        labels: ['金融'],
        owner: { loginNo: 'own' },
      }),
      201,
    );
    assert.deepEqual([made.servicePassword, made.serviceFee], ['******', '12.50']);
    const masked = await admin.send('POST', '/api/companies', { name: '掩码银行', servicePassword: '******' });
    assert.equal(masked.status, 422);
    assert.match(JSON.stringify(masked.body), /"field":"servicePassword"/);
    const path = `/api/companies/${made.id}`;
    assert.equal(body<{ version: number }>(await admin.send('PATCH', path, made)).version, 1);
    assert.equal(body<{ password: string }>(await admin.send('POST', `${path}/service-password`)).password, 's3cret!!');
    assert.equal((await own.send('POST', `${path}/service-password`)).status, 403);
    const changed = await admin.send('PATCH', path, { city: '重庆市' }, { 'if-match': '"1"' });
    assert.equal(body<{ version: number }>(changed).version, 2);
    assert.equal((await admin.send('PATCH', path, { city: '' }, { 'if-match': '"1"' })).status, 412);
    const { items } = body<{ items: { field: string; via: string }[] }>(await admin.get(`${path}/changes`));
    assert.deepEqual(
      items.map(({ field, via }) => [field, via]),
      [['city', 'console']],
    );
    assert.equal((await admin.send('DELETE', path, undefined, { 'if-match': '1' })).status, 412);
    assert.equal((await admin.send('DELETE', path)).status, 204);
    const total = async (query: string) => body<{ total: number }>(await admin.get(`/api/companies?${query}`)).total;
    assert.deepEqual([await total('q=银行'), await total('q=银行&deleted=true')], [0, 1]);
    assert.equal(body<{ deletedAt: null }>(await admin.send('POST', `${path}/restore`)).deletedAt, null);
    const linked = body<{ items: { id: string }[] }>(await admin.get('/api/companies?q=汇流'));
    const of = body<{ total: number }>(await admin.get(`/api/companies/${linked.items[0]!.id}/customers`));
    assert.equal(of.total, 1);
    for (const [wrong, field] of [
      [{ name: '' }, 'name'],
      [{ name: '甲', serviceStart: '2026-02-31' }, 'serviceStart'],
      [{ name: '甲', serviceFee: '1.234' }, 'serviceFee'],
      [{ name: '甲', group: '77' }, 'group'],
      [{ name: '甲', owner: '77' }, 'owner'],
    ] as const) {
      const refused = body<{ errors: { field: string }[] }>(await admin.send('POST', '/api/companies', wrong), 422);
      assert.equal(refused.errors[0]?.field, field);
    }
  });

  test('a refusal names the member as the request has it', async () => {
    const ended = { serial: 'n-1', direction: 'in', state: 'ended', phone: '13800000009' };
    const agent = { loginNo: 'n1', name: '新', departmentId: String(at.departmentId), roleId: '77' };
    const followUp = { customerId: customer.id, type: '37', content: '谈' };
    for (const [path, sent, status, code, field] of [
      ['/api/calls', { ...ended, agentLoginNo: 'nobody' }, 422, 'unknown_agent', 'agentLoginNo'],
      [
        '/api/messages',
        { phone: '13800000009', direction: 'in', content: '好', agentLoginNo: 'nobody' },
        422,
        'unknown_agent',
        'agentLoginNo',
      ],
      [
        '/api/tickets',
        { customerId: customer.id, title: '修', handlerLoginNo: 'nobody' },
        422,
        'unknown_agent',
        'handlerLoginNo',
      ],
      ['/api/tickets', { customerId: '77', title: '修' }, 404, 'not_found', 'customerId'],
      ['/api/follow-ups', { ...followUp, opportunityId: '77' }, 422, 'invalid', 'opportunityId'],
      ['/api/follow-ups', { ...followUp, customerId: '77' }, 404, 'not_found', 'customerId'],
      ['/api/opportunities', { customerId: '77', name: '新单' }, 404, 'not_found', 'customerId'],
      [
        '/api/opportunities',
        { customerId: customer.id, name: '新单', owner: { agent: '77' } },
        422,
        'unknown_agent',
        'owner.agent',
      ],
      [`/api/customers/${customer.id}/merge`, { otherId: '77' }, 404, 'not_found', 'otherId'],
      ['/api/admin/agents', agent, 404, 'not_found', 'roleId'],
      ['/api/admin/departments', { name: '新', parentId: '77' }, 422, 'unknown_department', 'parentId'],
      ['/api/admin/clients', { name: '新', agentId: '77' }, 422, 'unknown_agent', 'agentId'],
      ['/api/session/password', { current: 'Correct-horse-7', new: 'short' }, 422, 'invalid', 'new'],
    ] as const) {
      const { errors, ...problem } = body<{ code: string; detail: string; errors: { field: string; code: string }[] }>(
        await admin.send('POST', path, sent),
        status,
      );
      assert.deepEqual([problem.code, errors[0]?.field, errors[0]?.code], [code, field, code], path);
      assert.match(problem.detail, new RegExp(`^${field}: `));
    }
    const gone = body<{ errors: unknown[] }>(await admin.send('PATCH', '/api/customers/77', { name: '77' }), 404);
    assert.deepEqual(gone.errors, [], 'the address is to blame, no member');
  });

  test('an opportunity moves between stages, counts on its customer, and the board has exact totals', async () => {
    const made = body<{ id: string; state: string; owner: { agent: { loginNo: string } } }>(
      await own.send('POST', '/api/opportunities', {
        customerId: customer.id,
        name: '年度采购',
        type: '1',
        source: '1',
        stage: { name: '初步洽谈' },
      }),
      201,
    );
    assert.deepEqual([made.state, made.owner.agent.loginNo], ['open', 'own']);
    const path = `/api/opportunities/${made.id}`;
    assert.equal(body<{ state: string }>(await own.send('PATCH', path, { stage: { code: '25' } })).state, 'won');
    assert.equal(body<{ won: boolean }>(await own.get(`/api/customers/${customer.id}`)).won, true);
    const lost = await own.send('PATCH', path, { stage: { code: '26' }, loseReason: '1', loseRemark: '太贵' });
    assert.equal(body<{ state: string }>(lost).state, 'lost');
    const back = body<{ loseReason: null; version: number }>(await own.send('PATCH', path, { stage: '22' }));
    assert.equal(back.loseReason, null);
    assert.equal(body<{ version: number }>(await own.send('PATCH', path, back)).version, back.version);
    for (let i = 0; i < 3; i += 1) {
      await own.send('POST', '/api/opportunities', { customerId: customer.id, name: `单 ${i}`, stage: '23' });
    }
    type Column = { stage: { id: string }; total: number; items: unknown[]; nextCursor: string | null };
    const board = body<{ columns: Column[]; total: number }>(await own.get('/api/opportunities/board?limit=2'));
    assert.equal(board.total, 4);
    const column = board.columns.find(({ stage }) => stage.id === '23')!;
    assert.deepEqual([column.total, column.items.length], [3, 2]);
    const rest = await own.get(`/api/opportunities?stage=23&limit=2&cursor=${column.nextCursor}`);
    assert.equal(body<{ items: unknown[] }>(rest).items.length, 1);
    assert.equal((await own.send('DELETE', path)).status, 403);
    assert.equal((await admin.send('DELETE', path)).status, 204);
    assert.equal((await admin.get(path)).status, 404);
  });

  test('the board shows what has no stage, or one that was switched off, while there is some', async () => {
    type Column = { stage: { id: string } | null; total: number; items: { id: string }[]; nextCursor: string | null };
    const columns = async () =>
      body<{ columns: Column[] }>(await admin.get('/api/opportunities/board?limit=1&q=看板')).columns;
    const ids = async () => (await columns()).map(({ stage }) => stage?.id ?? null);
    const enabled = await ids();
    const other = body<{ id: string }>(await admin.send('POST', '/api/customers', { name: '看板客户' }), 201);
    assert.ok(enabled.every((id) => id !== null));
    for (const [name, stage] of [
      ['看板一', undefined],
      ['看板二', undefined],
      ['看板三', '24'],
    ]) {
      const sent = { customerId: other.id, name, type: '1', source: '1', stage };
      body(await admin.send('POST', '/api/opportunities', sent), 201);
    }
    const [first, ...others] = await columns();
    assert.deepEqual([first!.stage, first!.total, first!.items.length], [null, 2, 1]);
    assert.deepEqual(
      others.map(({ stage }) => stage!.id),
      enabled,
    );
    const rest = await admin.get(`/api/opportunities?stage=none&q=看板&limit=1&cursor=${first!.nextCursor}`);
    const { items } = body<{ items: { id: string; stage: null }[] }>(rest);
    assert.deepEqual([items.length, items[0]!.stage], [1, null]);
    assert.notEqual(items[0]!.id, first!.items[0]!.id);

    const stage = '/api/admin/dictionaries/opportunity_stage/24';
    body(await admin.send('PATCH', stage, { enabled: false }));
    assert.deepEqual(await ids(), [null, ...enabled]);
    body(
      await admin.send('PATCH', `/api/opportunities/${others.find(({ total }) => total > 0)!.items[0]!.id}`, {
        stage: '22',
      }),
    );
    assert.deepEqual(await ids(), [null, ...enabled.filter((id) => id !== '24')]);
    body(await admin.send('PATCH', stage, { enabled: true }));
    for (const { id } of [...first!.items, ...items]) {
      body(await admin.send('PATCH', `/api/opportunities/${id}`, { stage: '22' }));
    }
    assert.deepEqual(await ids(), enabled);
    assert.equal((await admin.get('/api/opportunities?stage=nothing')).status, 400);
  });

  test('a follow-up counts on its customer and keeps its HTML', async () => {
    const made = body<{ id: string; text: string; version: number }>(
      await own.send('POST', '/api/follow-ups', {
        customerId: customer.id,
        type: { name: '电话跟进' },
        content: '<p>明天 <b>再打</b></p>',
        nextContactAt: '2026-12-01T09:00:00+08:00',
      }),
      201,
    );
    assert.equal(made.text, '明天 再打');
    const path = `/api/follow-ups/${made.id}`;
    assert.equal(body<{ version: number }>(await own.send('PATCH', path, made)).version, 1);
    assert.equal(body<{ version: number }>(await own.send('PATCH', path, { nextContactAt: null })).version, 2);
    const shown = body<{ followUpCount: number; lastContactBy: { loginNo: string } }>(
      await admin.get(`/api/customers/${customer.id}`),
    );
    assert.deepEqual([shown.followUpCount, shown.lastContactBy.loginNo], [1, 'own']);
    const found = await own.get(`/api/follow-ups?q=${encodeURIComponent('再打')}&agent=me&customer=${customer.id}`);
    assert.equal(body<{ total: number }>(found).total, 1);
    assert.equal(
      (await own.send('POST', '/api/follow-ups', { customerId: customer.id, type: '37', content: '' })).status,
      422,
    );
    assert.equal((await own.send('POST', '/api/follow-ups', { customerId: customer.id, content: 'x' })).status, 400);
  });

  test('calls, messages and tickets by serial: 201 once, then 200; the phone finds the customer', async () => {
    const call = { serial: 'c-1', phone: '+86 138-0000-0001', direction: 'in', agentLoginNo: 'own', state: 'ringing' };
    const rung = body<{ id: string; customer: { id: string } }>(await admin.send('POST', '/api/calls', call), 201);
    assert.equal(rung.customer.id, customer.id);
    const ended = await admin.send('POST', '/api/calls', { ...call, state: 'ended', duration: 61, result: '已接' });
    const shown = body<{ id: string; duration: number }>(ended);
    assert.deepEqual([shown.id, shown.duration], [rung.id, 61]);
    const pop = body<{ customers: { customer: { id: string } }[] }>(await own.get('/api/calls/serial/c-1'));
    assert.equal(pop.customers[0]?.customer.id, customer.id);
    for (const wrong of [
      { ...call, serial: '' },
      { ...call, serial: 'c-2', direction: 'sideways' },
      { ...call, serial: 'c-2', duration: 'long' },
      { ...call, serial: 'c-2', startedAt: '2026-01-01' },
    ]) {
      assert.equal((await admin.send('POST', '/api/calls', wrong)).status, 400);
    }
    for (const wrong of [
      { ...call, serial: 'c-2', phone: 'x' },
      { ...call, serial: 'c-2', agentLoginNo: 'nobody' },
      { ...call, serial: 'c-2', duration: -1 },
      { serial: 'c-2' },
    ]) {
      assert.equal((await admin.send('POST', '/api/calls', wrong)).status, 422, JSON.stringify(wrong));
    }
    const message = { serial: 'm-1', phone: '13800000001', direction: 'out', content: '您好' };
    body(await admin.send('POST', '/api/messages', message), 201);
    body(await admin.send('POST', '/api/messages', { ...message, state: 'failed' }));
    const ticket = { serial: 't-1', phone: '13800000001', title: '发票', urgency: { name: '高' } };
    const opened = body<{ id: string; version: number; closedAt: null }>(
      await admin.send('POST', '/api/tickets', ticket),
      201,
    );
    const path = `/api/tickets/${opened.id}`;
    assert.deepEqual(body(await admin.send('PATCH', path, opened, { 'if-match': `"${opened.version}"` })), opened);
    for (const title of ['发票抬头', '发票地址']) body(await admin.send('PATCH', path, { title }));
    const stale = await admin.send('PATCH', path, { title: '作废' }, { 'if-match': `"${opened.version}"` });
    const { version } = body<{ version: number }>(await admin.get(path));
    assert.deepEqual([body<{ version: number }>(stale, 412).version, version >= opened.version + 2], [version, true]);
    assert.equal((await admin.get(path)).headers.get('etag'), `"${version}"`);
    const closed = await own.send('PATCH', `/api/tickets/${opened.id}`, {
      state: { code: '4' },
      handler: { loginNo: 'own' },
    });
    assert.notEqual(body<{ closedAt: string | null }>(closed).closedAt, null);
    assert.equal((await admin.send('POST', '/api/tickets', { title: '无人', phone: '13999999999' })).status, 404);
    for (const kind of ['calls', 'messages', 'tickets']) {
      assert.equal(body<{ total: number }>(await own.get(`/api/${kind}?customer=${customer.id}`)).total, 1, kind);
    }
  });

  test('the timeline holds every kind once, page by page, and the card the last contacts', async () => {
    type Timeline = {
      items: { id: string; kind: string }[];
      nextCursor: string | null;
      total: number;
      counts: Record<string, number>;
    };
    const seen: string[] = [];
    let total = -1;
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Timeline = body<Timeline>(await own.get(`/api/customers/${customer.id}/timeline?limit=2${from}`));
      seen.push(...page.items.map((one) => one.id));
      ({ total } = page);
      cursor = page.nextCursor;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(seen.length, total);
    const only = body<Timeline>(await own.get(`/api/customers/${customer.id}/timeline?kinds=call,ticket`));
    assert.deepEqual([only.total, only.counts['follow_up']], [2, 1]);
    assert.equal((await own.get(`/api/customers/${customer.id}/timeline?kinds=nothing`)).status, 400);
    const card = body<{ contacts: unknown[]; openTickets: unknown[]; opportunities: unknown[] }>(
      await own.get(`/api/customers/${customer.id}/card`),
    );
    assert.deepEqual([card.contacts.length, card.openTickets.length, card.opportunities.length], [3, 0, 3]);
  });

  test('the panel "show as" answers what the dialects themselves answer', async () => {
    const native = await admin.get(`/api/customers/${customer.id}/as/native`);
    assert.deepEqual(native.body, (await admin.get(`/api/customers/${customer.id}`)).body);
    const ttf = body<{ id: number }>(await admin.get(`/api/customers/${customer.id}/as/ttf`));
    const direct = await at.fetch(`/open_api/customers/get_customer?${at.sign()}&type=id&content=${customer.id}`);
    assert.deepEqual(((await direct.json()) as { customer: unknown }).customer, ttf);
    assert.equal((await admin.get(`/api/customers/${customer.id}/as/klingon`)).status, 404);
  });

  test('reveal leaves a trace and is for those who may; bulk changes each by itself', async () => {
    const { phones } = customer as unknown as { phones: { id: string }[] };
    const path = `/api/customers/${customer.id}/phones/${phones[0]!.id}/reveal`;
    assert.equal((await own.send('POST', path)).status, 403);
    assert.equal(body<{ content: string }>(await admin.send('POST', path)).content, '13800000001');
    const audited = await at.store.read((db) =>
      db.sql.selectFrom('audit_entries').select('record_id').where('action', '=', 'phone.reveal').execute(),
    );
    assert.deepEqual(
      audited.map((one) => String(one.record_id)),
      [customer.id],
    );
    const other = body<{ id: string }>(await admin.send('POST', '/api/customers', { name: '另一个' }), 201);
    type Bulk = { changed: string[]; unchanged: string[]; failed: { id: string; problem: { code: string } }[] };
    const ids = [customer.id, other.id, '999999'];
    const bulk = body<Bulk>(await admin.send('POST', '/api/customers/bulk', { ids, patch: { stars: 3 } }));
    assert.deepEqual(
      [bulk.changed, bulk.failed.map((one) => [one.id, one.problem.code])],
      [ids.slice(0, 2), [['999999', 'not_found']]],
    );
    const again = body<Bulk>(await admin.send('POST', '/api/customers/bulk', { ids, patch: { stars: 3 } }));
    assert.deepEqual(again.unchanged, ids.slice(0, 2));
    assert.equal((await own.send('POST', '/api/customers/bulk', { ids: [customer.id], action: 'delete' })).status, 200);
    const gone = body<Bulk>(await admin.send('POST', '/api/customers/bulk', { ids: [other.id], action: 'delete' }));
    assert.deepEqual(gone.changed, [other.id]);
    const restored = body<Bulk>(
      await admin.send('POST', '/api/customers/bulk', { ids: [other.id], action: 'restore' }),
    );
    assert.deepEqual(restored.changed, [other.id]);
  });

  test('one box finds customers, companies and opportunities, with totals', async () => {
    type Search = {
      customers: { total: number; items: { matched: string }[] };
      companies: { total: number };
      opportunities: { total: number };
    };
    const search = async (agent: Agent, q: string) =>
      body<Search>(await agent.get(`/api/search?q=${encodeURIComponent(q)}`));
    assert.equal((await search(own, 'wxm')).customers.items[0]?.matched, 'pinyin');
    assert.equal((await search(own, '小明')).customers.total, 1);
    assert.equal((await search(admin, '0000001')).customers.items[0]?.matched, 'phone');
    assert.equal((await search(own, '0000001')).customers.total, 0);
    assert.equal((await search(own, '13800000001')).customers.total, 1);
    assert.equal((await search(own, '汇流')).companies.total, 1);
    assert.equal((await search(own, '单')).opportunities.total, 3);
    assert.equal((await search(own, ' ')).customers.total, 0);
    assert.equal((await own.get('/api/search')).status, 400);
  });

  test('a deleted opportunity comes back with its counts, once', async () => {
    const admin = await signIn(at, 'admin');
    const made = async (path: string, body: object) =>
      (await admin.send('POST', path, body)).body as { id: string; version: number };
    const customer = await made('/api/customers', { name: '有商机' });
    const { id } = await made('/api/opportunities', {
      customerId: customer.id,
      name: '失而复得',
      type: { name: '新客户商机' },
      source: { name: '官网注册' },
      stage: { name: '赢单' },
    });
    const counted = async () => {
      const { opportunityCount, won } = (await admin.get(`/api/customers/${customer.id}`)).body as {
        opportunityCount: number;
        won: boolean;
      };
      const { total } = (await admin.get(`/api/opportunities?q=${encodeURIComponent('失而复得')}`)).body as {
        total: number;
      };
      return { opportunityCount, won, total };
    };
    const back = () => admin.send('POST', `/api/opportunities/${id}/restore`);
    assert.equal((await back()).status, 404, 'it lives');
    const before = await counted();
    assert.deepEqual(before, { opportunityCount: 1, won: true, total: 1 });
    await admin.send('DELETE', `/api/opportunities/${id}`);
    assert.deepEqual(await counted(), { opportunityCount: 0, won: false, total: 0 });
    assert.equal((await back()).status, 200);
    assert.deepEqual(await counted(), before);
    assert.equal((await (await signIn(at, 'own')).send('POST', `/api/opportunities/${id}/restore`)).status, 403);
  });
});
