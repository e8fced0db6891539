import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, type Answered, signIn } from './agent.ts';

onEachEngine('native: administration, jobs, asset tables', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  const body = <T>(answer: Answered, status = 200): T => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body as T;
  };

  test('boots', async () => {
    at = await boot.app();
    [admin, own] = [await signIn(at, 'admin'), await signIn(at, 'own')];
  });

  test('people: departments, roles and agents are made and changed at once, and nobody locks everybody out', async () => {
    const department = body<{ id: string }>(await admin.send('POST', '/api/admin/departments', { name: '华东' }), 201);
    const role = body<{ id: string; permissions: string[] }>(
      await admin.send('POST', '/api/admin/roles', { name: '质检', scope: 'department', permissions: ['export'] }),
      201,
    );
    assert.deepEqual(role.permissions, ['export']);
    const agent = { loginNo: 'qa1', name: '质检一', roleId: role.id, departmentId: department.id };
    type Made = { agent: { id: string }; password: string | null };
    const made = body<Made>(await admin.send('POST', '/api/admin/agents', agent), 201);
    const session = await signIn(at, 'qa1', made.password!);
    assert.equal(body<{ scope: string }>(await session.get('/api/session')).scope, 'department');
    body(await admin.send('PATCH', `/api/admin/roles/${role.id}`, { scope: 'own' }));
    assert.equal(body<{ scope: string }>(await session.get('/api/session')).scope, 'own');
    body(await admin.send('PATCH', `/api/admin/agents/${made.agent.id}`, { state: 'disabled' }));
    assert.equal((await session.get('/api/session')).status, 401);
    const me = body<{ agent: { id: string } }>(await admin.get('/api/session')).agent;
    assert.equal((await admin.send('PATCH', `/api/admin/agents/${me.id}`, { state: 'disabled' })).status, 422);
    assert.equal((await admin.get('/api/session')).status, 200);
    assert.equal((await admin.send('POST', '/api/admin/agents', agent)).status, 409);
    assert.equal(
      (await admin.send('POST', '/api/admin/agents', { ...agent, loginNo: 'qa2', password: 'qa2' })).status,
      422,
    );
    assert.equal((await own.send('POST', '/api/admin/agents', agent)).status, 403);
    const listed = body<{ items: unknown[] }>(await admin.get('/api/admin/agents'));
    assert.equal(listed.items.length, 4);
    assert.equal(body<{ name: string }>(await admin.send('PATCH', '/api/admin/tenant', { name: '新名' })).name, '新名');
    assert.equal((await admin.send('PATCH', '/api/admin/tenant', { timeZone: 'Mars' })).status, 422);
  });

  test('a department whose name another beside it has is refused as a taken name, made, renamed or moved', async () => {
    const make = (name: string, parentId: string | null) =>
      admin.send('POST', '/api/admin/departments', { name, parentId });
    const { id: region } = body<{ id: string }>(await make('华中', null), 201);
    const { id: city } = body<{ id: string }>(await make('武汉', region), 201);
    const { id: top } = body<{ id: string }>(await make('武汉', null), 201);
    for (const answer of [
      await make('武汉', region),
      await admin.send('PATCH', `/api/admin/departments/${city}`, { name: '武汉', parentId: null }),
      await admin.send('PATCH', `/api/admin/departments/${top}`, { parentId: region }),
    ]) {
      const { code, errors } = body<{ code: string; errors: unknown[] }>(answer, 409);
      assert.equal(code, 'taken');
      assert.deepEqual(errors, [{ field: 'name', code: 'taken', message: '武汉 is taken' }]);
    }
  });

  test('dictionaries and fields: added, ordered, disabled; what is in use stays; the directory tells it with its version', async () => {
    const path = '/api/admin/dictionaries/customer_grade';
    const entry = body<{ id: string; code: string }>(await admin.send('POST', path, { name: '钻石' }), 201);
    body(await admin.send('PUT', `${path}/order`, { ids: [entry.id] }), 204);
    body(await admin.send('POST', '/api/customers', { name: '钻', grade: entry.id }), 201);
    assert.equal((await admin.send('DELETE', `${path}/${entry.id}`)).status, 409);
    body(await admin.send('PATCH', `${path}/${entry.id}`, { enabled: false }));
    assert.equal((await admin.send('POST', '/api/customers', { name: '钻二', grade: entry.id })).status, 422);
    const unused = body<{ id: string }>(await admin.send('POST', path, { name: '没人用', code: 'unused' }), 201);
    body(await admin.send('DELETE', `${path}/${unused.id}`), 204);
    assert.deepEqual(body(await admin.send('POST', path, unused), 201), unused, 'comes back as what it was');
    assert.equal((await admin.send('POST', path, unused)).status, 409);
    const options = [{ label: '华东', children: [{ label: '上海' }] }, { label: '华北' }];
    const field = { record: 'customer', kind: 'cascade', label: '区域', options };
    type Field = {
      id: string;
      key: string;
      options: { id: string; parentId: string | null }[];
      names: { ttf: string; icsoc: string };
    };
    const made = body<Field>(await admin.send('POST', '/api/admin/fields', field), 201);
    assert.deepEqual(
      [made.options.length, made.names.ttf, made.names.icsoc],
      [3, `${made.id}_区域`, `cascade_${made.id}`],
    );
    body(await admin.send('PATCH', `/api/admin/fields/${made.id}`, { label: '大区', required: true }));
    assert.equal((await admin.send('POST', '/api/customers', { name: '缺' })).status, 422);
    body(await admin.send('PATCH', `/api/admin/fields/${made.id}`, { enabled: false }));
    body(await admin.send('PUT', '/api/admin/required-fields/customer/cle_phone', { required: false }), 204);
    for (const [path, status, detail] of [
      ['customer/cle_nothing', 422, 'cle_nothing: no such system field'],
      ['opportunity/cle_name', 422, 'cle_name: no such system field'],
      ['company/cle_name', 400, 'not customer or opportunity'],
    ] as const) {
      const refused = await admin.send('PUT', `/api/admin/required-fields/${path}`, { required: true });
      const { errors } = body<{ errors: { message: string }[] }>(refused, status);
      assert.deepEqual(
        errors.map(({ message }) => message),
        [detail],
      );
    }
    type Directory = {
      fields: { customer: { label: string; enabled: boolean }[] };
      requiredFields: Record<string, boolean>;
    };
    const read = await own.get('/api/directory');
    const directory = body<Directory>(read);
    assert.deepEqual(
      directory.fields.customer.map(({ label, enabled }) => [label, enabled]),
      [['大区', false]],
    );
    assert.equal(directory.requiredFields['customer.cle_phone'], false);
    const again = await own.send('GET', '/api/directory', undefined, { 'if-none-match': read.headers.get('etag')! });
    assert.equal(again.status, 304);
    assert.equal((await admin.send('POST', '/api/admin/dictionaries/nothing', { name: 'x' })).status, 422);
  });

  test('API clients: a secret once, a new one ends the tokens of the old', async () => {
    const { agent } = body<{ agent: { id: string } }>(await admin.get('/api/session'));
    const client = body<{ id: string; secret: string }>(
      await admin.send('POST', '/api/admin/clients', { name: '呼叫中心', agentId: agent.id, rateLimit: 600 }),
      201,
    );
    const grant = async (secret: string) => {
      const answer = await at.fetch('/openapi/v1/oauth2/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client.id, client_secret: secret }),
      });
      return { status: answer.status, token: ((await answer.json()) as { access_token?: string }).access_token };
    };
    const { token } = await grant(client.secret);
    const call = (path: string) => at.fetch(path, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await call('/api/session')).status, 200);
    const renewed = body<{ secret: string }>(await admin.send('POST', `/api/admin/clients/${client.id}/secret`));
    assert.equal((await call('/api/session')).status, 401);
    assert.notEqual((await grant(client.secret)).status, 200);
    assert.equal((await grant(renewed.secret)).status, 200);
    body(await admin.send('PATCH', `/api/admin/clients/${client.id}`, { enabled: false }));
    assert.notEqual((await grant(renewed.secret)).status, 200);
    const { items } = body<{ items: { secret?: string }[] }>(await admin.get('/api/admin/clients'));
    assert.ok(items.length >= 2 && items.every((one) => one.secret === undefined));
  });

  test('a file is uploaded, tried, imported, exported and undone, with its refused rows as a file', async () => {
    const form = new FormData();
    form.append('record', 'customers');
    form.append('file', new Blob(['姓名,电话\n甲一,13811110001\n甲二,13811110001\n']), '客户.csv');
    const uploaded = await at.fetch('/api/imports', { method: 'POST', headers: { ...admin.headers }, body: form });
    const file = (await uploaded.json()) as { id: string; columns: { name: string; target: string | null }[] };
    assert.equal(uploaded.status, 201, JSON.stringify(file));
    assert.deepEqual(
      file.columns.map((one) => one.target),
      ['name', 'phones'],
    );
    type Job = { id: string; state: string; done: number; failed: number; canUndo: boolean; hasFile: boolean };
    const finished = async (job: Job): Promise<Job> => {
      for (let tries = 0; tries < 200; tries += 1) {
        const now = body<Job>(await admin.get(`/api/jobs/${job.id}`));
        if (now.state !== 'queued' && now.state !== 'running') return now;
        await delay(25);
      }
      throw new Error('the job does not end');
    };
    const run = async (more: object) =>
      finished(body<Job>(await admin.send('POST', `/api/imports/${file.id}/run`, more), 202));
    await run({ dryRun: true });
    assert.equal(body<{ total: number }>(await admin.get('/api/customers?q=甲')).total, 0);
    const job = await run({});
    assert.deepEqual([job.state, job.failed, job.canUndo], ['done', 1, true]);
    const errors = await admin.get(`/api/jobs/${job.id}/errors.csv`);
    assert.match(String(errors.body), /甲二/);
    const refused = new FormData();
    refused.append('record', 'customers');
    refused.append('file', new Blob([String(errors.body)]), 'errors.csv');
    const again = await at.fetch('/api/imports', { method: 'POST', headers: { ...admin.headers }, body: refused });
    const { id } = (await again.json()) as { id: string };
    const rerun = await finished(body<Job>(await admin.send('POST', `/api/imports/${id}/run`, {}), 202));
    const still = await admin.get(`/api/jobs/${rerun.id}/errors.csv`);
    assert.equal(String(still.body).split('\r\n')[0], '姓名,电话,reason');
    const exported = await finished(
      body<Job>(
        await admin.send('POST', '/api/exports', { record: 'customers', format: 'csv', filters: { q: '甲一' } }),
        202,
      ),
    );
    assert.match(String((await admin.get(`/api/jobs/${exported.id}/file`)).body), /甲一/);
    assert.equal((await own.send('POST', '/api/exports', { record: 'customers', format: 'csv' })).status, 403);
    assert.equal((await own.get(`/api/jobs/${job.id}`)).status, 404);
    await finished(body<Job>(await admin.send('POST', `/api/jobs/${job.id}/undo`), 202));
    assert.equal(body<{ total: number }>(await admin.get('/api/customers?q=甲')).total, 0);
    assert.ok(body<{ total: number }>(await admin.get('/api/jobs?limit=1')).total >= 4);
    const wrong = new FormData();
    wrong.append('record', 'customers');
    wrong.append('file', new Blob(['x']), 'evil.exe');
    assert.equal(
      (await at.fetch('/api/imports', { method: 'POST', headers: { ...admin.headers }, body: wrong })).status,
      422,
    );
    assert.equal((await admin.send('POST', '/api/imports', {})).status, 415);
  });

  test('asset tables and their rows', async () => {
    const columns = [{ key: 'plate', name: '车牌', unique: true }, { key: 'model' }];
    const table = body<{ id: string }>(
      await admin.send('POST', '/api/asset-tables', { key: 'cars', title: '车辆', columns }),
      201,
    );
    const path = `/api/asset-tables/${table.id}/rows`;
    const row = { cells: { plate: '沪A1', model: '朗逸' }, ownerType: 'company', owner: '1' };
    body(await admin.send('POST', '/api/companies', { name: '租车行' }), 201);
    const made = body<{ id: string }>(await own.send('POST', path, row), 201);
    assert.equal((await own.send('POST', path, row)).status, 409);
    body(await own.send('PATCH', `${path}/${made.id}`, { cells: { model: '途观' } }));
    const found = body<{ total: number; items: { cells: { model: string } }[] }>(await own.get(`${path}?q=沪a`));
    assert.deepEqual([found.total, found.items[0]?.cells.model], [1, '途观']);
    assert.equal(body<{ rowCount: number }>(await own.get('/api/asset-tables/cars')).rowCount, 1);
    assert.equal((await own.send('POST', '/api/asset-tables', { key: 'x', columns })).status, 403);
    body(await own.send('DELETE', `${path}/${made.id}`), 204);
  });
});
