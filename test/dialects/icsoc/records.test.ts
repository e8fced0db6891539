import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createCustomer } from '#crm/customers/create-customer.ts';
import { createFollowUp } from '#crm/follow-ups/create-follow-up.ts';
import { createOpportunity } from '#crm/opportunities/create-opportunity.ts';
import { updateOption } from '#crm/options/update-option.ts';
import type { Reader } from '#crm/store.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type ExactJson, stringifyExact } from '#transport/http/exact-json.ts';
import { type Answer, type IcsocCaller, openCaller } from './icsoc-caller.ts';

type Members = Record<string, ExactJson>;
const LIST = '/followupRecord/followupRecords';

onEachEngine('icsoc follow-up records', (boot) => {
  let at: TestApp;
  let caller: IcsocCaller;
  let clientId: string;
  let optyId: string;

  const idOf = (answer: Answer): string => {
    assert.equal(answer.status, 200, answer.text);
    return (answer.body.data as { id: string }).id;
  };
  const create = async (record_content: string, more: object = {}) =>
    idOf(await caller.post('/followupRecord', { cle_id: clientId, record_type: 37, record_content, ...more }));
  const detail = async (path: string) => (await caller.get(path)).body.data as Members;
  const rowsOf = async (query: Record<string, string | number>) =>
    (await caller.get(LIST, query)).body.data as { rows: Members[]; total: number; cursor: string };
  const refused = (answer: Answer, key: string, status = 422) => {
    assert.equal(answer.status, status, answer.text);
    assert.ok(answer.body.message.startsWith(key), `${answer.body.message} names ${key}`);
  };

  before(async () => {
    at = await boot.app();
    caller = await openCaller(at);
    clientId = idOf(await caller.post('/client', { cle_name: '客户甲', cle_phone: '13700000001' }));
    const opty = { cle_id: clientId, opty_name: '商机', opty_type: 1, opty_source: 1, opty_stage: 22 };
    optyId = idOf(await caller.post('/opportunity', opty));
  });

  test('content is raw and beside it tag-free, both searchable by the latter', async () => {
    const html = '<p>报价 <b>100&nbsp;万</b> &lt;含税&gt;</p>\n"引号"\\';
    const id = await create(html);
    const record = await detail(`/followupRecord/${id}`);
    assert.equal(record['record_content'], html);
    assert.equal(record['record_content_name'], '报价 100\u00a0万 <含税>\n"引号"\\');
    assert.equal((await rowsOf({ record_content_name: '<含税>' })).total, 1);
    assert.equal((await rowsOf({ record_content_name: '<b>' })).total, 0);
    await caller.delete('/followupRecord', { ids: [id] });
  });

  test('writing one is the last contact of client and opportunity and edits neither; deleting rolls nothing back but the count', async () => {
    const before = await detail(`/client/${clientId}`);
    const id = await create('联系', { opty_id: optyId });
    const client = await detail(`/client/${clientId}`);
    const record = await detail(`/followupRecord/${id}`);
    assert.deepEqual(
      [client['last_contact_time'], client['last_contact_user_name'], client['no_contact_days']],
      [record['create_time'], 'admin 管理员', 0],
    );
    assert.deepEqual(
      [client['update_time'], client['update_user_id'], client['last_contact_department_name']],
      [before['update_time'], before['update_user_id'], '总部'],
    );
    const opportunity = await detail(`/opportunity/${optyId}`);
    assert.equal(opportunity['last_contact_time'], record['create_time']);
    await caller.delete('/followupRecord', { ids: [id] });
    assert.deepEqual(await detail(`/client/${clientId}`), client);
    assert.equal((await rowsOf({})).total, 0);
  });

  test('without an opportunity `opty_id` is 0 and `opportunity` empty; a deleted one leaves its id', async () => {
    const opty = { cle_id: clientId, opty_name: '要删', opty_type: 1, opty_source: 1, opty_stage: 22 };
    const gone = idOf(await caller.post('/opportunity', opty));
    const plain = await create('没有商机');
    const withGone = await create('有商机', { opty_id: gone });
    await caller.delete('/opportunity', { ids: [gone] });
    const { rows } = await rowsOf({ order: 'asc', sort: 'id' });
    assert.deepEqual(
      rows.map((row) => [row['id'], row['opty_id'], row['opportunity']]),
      [
        [plain, 0, {}],
        [withGone, Number(gone), {}],
      ],
    );
    await caller.delete('/followupRecord', { ids: [plain, withGone] });
  });

  test('an update changes content and type alone, an echo of a row or a detail nothing', async () => {
    const id = await create('<i>初稿</i>', { opty_id: optyId });
    const shown = await caller.get(`/followupRecord/${id}`);
    assert.equal((await caller.put(`/followupRecord/${id}`, shown.body.data)).text, shown.text);
    const [row] = (await rowsOf({})).rows;
    assert.equal((await caller.put(`/followupRecord/${id}`, row)).text, shown.text);
    const tree = await openCaller(at, at.client, {
      username: `${at.tenantCode}|tree`,
      password: at.adminLogin.password,
    });
    const changed = (await tree.put(`/followupRecord/${id}`, { record_content: '定稿', record_type: '38' })).body
      .data as Members;
    assert.deepEqual(
      [
        changed['record_content'],
        changed['record_type_name'],
        changed['create_user_name'],
        changed['update_user_name'],
      ],
      ['定稿', '上门拜访', 'admin 管理员', 'tree 主管乙'],
    );
    for (const body of [{ record_content: '' }, { record_content: null }, { record_type: 0 }, { record_type: 99 }]) {
      refused(await caller.put(`/followupRecord/${id}`, body), Object.keys(body)[0]!);
    }
    for (const body of [{ cle_id: 999 }, { opty_id: 0 }, { _id: 999 }, { vcc_id: 999 }]) {
      refused(await caller.put(`/followupRecord/${id}`, body), Object.keys(body)[0]!);
    }
    await caller.delete('/followupRecord', { ids: [id] });
  });

  test('the types are the enabled ones, in the order of the tenant', async () => {
    await at.store.write((db) => updateOption(db, at.tenantId, 'follow_up_type', 39n, { enabled: false }));
    assert.deepEqual((await caller.get('/followupRecord/recordTypes')).body.data, [
      { id: 36, dic_name: '系统自动' },
      { id: 37, dic_name: '电话跟进' },
      { id: 38, dic_name: '上门拜访' },
    ]);
    refused(
      await caller.post('/followupRecord', { cle_id: clientId, record_type: 39, record_content: 'x' }),
      'record_type',
    );
  });

  test('a cursor is bound to the list, its sort and its filters, but not to the page size', async () => {
    for (let i = 0; i < 3; i += 1) await create(`第${i}条`);
    const { cursor } = await rowsOf({ page_size: 1, record_type: 37, create_time: '2001-01-01' });
    const next = await rowsOf({ page_size: 2, record_type: 37, create_time: '2001/01/01', cursor });
    assert.equal(next.rows.length, 2);
    const others: Record<string, string | number>[] = [
      { record_type: 37 },
      { record_type: 36, create_time: '2001-01-01' },
      { record_type: 37, create_time: '2001-01-01', order: 'asc' },
      { record_type: 37, create_time: '2001-01-01', sort: 'id' },
      { record_type: 37, create_time: '2001-01-02' },
      { record_type: 37, create_time: '2001-01-01', cle_name: '客户' },
    ];
    for (const query of others) {
      refused(await caller.get(LIST, { ...query, cursor }), 'cursor', 400);
    }
    for (const path of ['/client/clients', '/opportunity/opportunities']) {
      const { cursor: ours } = (await caller.get(LIST, { page_size: 1 })).body.data as { cursor: string };
      refused(await caller.get(path, { cursor: ours }), 'cursor', 400);
    }
    // Any one letter, the last among them, which may hold bits that stand for nothing; and letters that a decoder passes over.
    const altered = [...cursor].map(
      (letter, at) => cursor.slice(0, at) + (letter === 'A' ? 'B' : 'A') + cursor.slice(at + 1),
    );
    const after = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((letter) => cursor.slice(0, -1) + letter)
      .filter((one) => one !== cursor);
    for (const sent of [...altered, ...after, `${cursor}A`, `${cursor}=`, `${cursor} `]) {
      refused(await caller.get(LIST, { record_type: 37, create_time: '2001-01-01', cursor: sent }), 'cursor', 400);
    }
    const paged = await rowsOf({ page: 1, page_size: 1 });
    const following = await rowsOf({ page_size: 1, cursor: paged.cursor });
    assert.deepEqual(following.rows, (await rowsOf({ page: 2, page_size: 1 })).rows);
    assert.deepEqual(await rowsOf({ page: 4, page_size: 1 }), { cursor: '', total: 3, rows: [] });
  });

  test('ids of any size go in and out digit by digit', async () => {
    const largest = 9223372036854775807n;
    const inexact = 9007199254740993n;
    await at.store.write(async (db) => {
      await createCustomer(db, at.admin, { name: '搬来的' }, { id: largest });
      await createOpportunity(db, at.admin, largest, { name: '搬来的' }, { id: inexact });
    });
    const body = `{"cle_id":${largest},"opty_id":${inexact},"record_type":37,"record_content":"x"}`;
    const id = idOf(await caller.post('/followupRecord', body));
    const answer = await caller.get(LIST, { cle_id: largest });
    assert.ok(answer.text.includes(`"cle_id":"${largest}"`) && answer.text.includes(`"client":{"_id":${largest},`));
    assert.ok(
      answer.text.includes(`"opty_id":${inexact},`) && answer.text.includes(`"opportunity":{"_id":${inexact},`),
    );
    const single = await caller.get(`/followupRecord/${id}`);
    assert.ok(single.text.includes(`"cle_id":${largest},`));
    const kept = 6471994196059471873n;
    await at.store.write((db) =>
      createFollowUp(db, at.admin, { customerId: largest, typeId: 37n, content: 'y' }, { id: kept, createdAt: 5000 }),
    );
    const text = (await caller.get(`/followupRecord/${kept}`)).text;
    assert.ok(text.includes(`"_id":${kept},`) && text.includes(`"id":"${kept}"`) && text.includes('"create_time":5,'));
    await caller.delete('/followupRecord', `{"ids":[${kept},"${id}"]}`);
  });

  test('an echo whose identities a client rounded, as the example of creating one does, changes nothing', async () => {
    const [client, opportunity, record] = [6470844909275561985n, 6471982131139821569n, 6471994225851613185n];
    await at.store.write(async (db) => {
      await createCustomer(db, at.admin, { name: '搬来的' }, { id: client });
      await createOpportunity(db, at.admin, client, { name: '搬来的' }, { id: opportunity });
      const input = { customerId: client, opportunityId: opportunity, typeId: 37n, content: '原文' };
      await createFollowUp(db, at.admin, input, { id: record, createdAt: 5000 });
    });
    for (const path of [`/client/${client}`, `/opportunity/${opportunity}`, `/followupRecord/${record}`]) {
      const shown = await caller.get(path);
      const { data } = JSON.parse(shown.text) as { data: object };
      assert.notEqual(JSON.stringify(data), stringifyExact(shown.body.data));
      assert.equal((await caller.put(path, data)).text, shown.text);
    }
    const { data } = JSON.parse((await caller.get(LIST, { cle_id: client })).text) as { data: { rows: [Members] } };
    const edited = await caller.put(`/followupRecord/${record}`, { ...data.rows[0], record_content: '改过' });
    assert.equal((edited.body.data as Members)['record_content'], '改过', edited.text);
    for (const id of ['6471994225851613184', '6471994225851613001', '"6471994225851613000"']) {
      refused(await caller.put(`/followupRecord/${record}`, `{"_id":${id}}`), '_id');
    }
    await caller.delete('/followupRecord', { ids: [String(record)] });
  });

  test('times are those of the tenant, and an end is inclusive', async () => {
    const kept = (createdAt: number) => ({ createdAt });
    const china = (text: string) => Date.parse(`${text}+08:00`);
    const made = await at.store.write(async (db) => {
      const customer = await createCustomer(db, at.admin, { name: '时间' });
      const times = ['2019-01-01T00:00:00.000', '2019-01-01T23:59:59.999', '2019-01-02T00:00:00.000'];
      for (const time of times) {
        const input = { customerId: customer.id, typeId: 37n, content: time };
        await createFollowUp(db, at.admin, input, kept(china(time)));
      }
      return customer.id;
    });
    const total = async (query: object) => (await rowsOf({ cle_id: String(made), ...query })).total;
    assert.equal(await total({ create_time: '2019-01-01', create_time_end: '2019-01-01' }), 2);
    assert.equal(await total({ create_time: '2019/1/1', create_time_end: '2019/1/2' }), 3);
    assert.equal(await total({ create_time: '2019-01-01 00:00:01' }), 2);
    assert.equal(await total({ create_time_end: '2019-01-01 23:59:59' }), 2);
    assert.equal(await total({ create_time_end: '2019-01-01 23:59:58' }), 1);
  });

  test('a page of 100 costs as many statements as a page of 1', async () => {
    await at.store.write(async (db) => {
      for (let i = 0; i < 100; i += 1) {
        const customer = await createCustomer(db, at.admin, { name: `客户${i}` });
        const opportunity = await createOpportunity(db, at.admin, customer.id, { name: `商机${i}` });
        const input = { customerId: customer.id, opportunityId: opportunity.id, typeId: 36n, content: `记录${i}` };
        await createFollowUp(db, at.admin, input);
      }
    });
    const statements = countStatements(at);
    const cost = async (path: string, page_size: number) => {
      const start = statements.count;
      const answer = await caller.get(path, { page_size, sort: 'id' });
      assert.equal((answer.body.data as { rows: unknown[] }).rows.length, page_size);
      return statements.count - start;
    };
    for (const path of [LIST, '/client/clients', '/opportunity/opportunities']) {
      // What is kept of the tenant is read by the first.
      await cost(path, 1);
      const one = await cost(path, 1);
      assert.equal(await cost(path, 100), one, path);
      assert.ok(one > 0 && one <= 10, `${path}: ${one}`);
    }
  });
});

/** What the program reads by itself now and then. */
const BY_ITSELF = /from "(jobs|events|webhooks|webhook_deliveries)"/;

/** Counts what the app's reads ask the store from now on for its callers. */
function countStatements(at: TestApp): { count: number } {
  const counted = { count: 0 };
  const watched = new WeakSet<object>();
  const { store } = at;
  const read = store.read.bind(store);
  const withCount = (db: Reader): Reader => {
    const executor = db.sql.getExecutor();
    if (watched.has(executor)) return db;
    watched.add(executor);
    const run = executor.executeQuery.bind(executor);
    const runCounted: typeof executor.executeQuery = (query) => {
      if (!BY_ITSELF.test(query.sql)) counted.count += 1;
      return run(query);
    };
    Object.assign(executor, { executeQuery: runCounted });
    return db;
  };
  Object.assign(store, { read: <T>(work: (db: Reader) => Promise<T>) => read((db) => work(withCount(db))) });
  return counted;
}
