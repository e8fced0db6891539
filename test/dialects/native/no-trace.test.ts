import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, type Answered, signIn } from './agent.ts';

interface Counted {
  readonly total: number;
  readonly items: readonly { readonly id: string }[];
}

// Two customers alike in everything: what an agent of scope own is told of one must not differ by there being the other. That each route
// names nobody else's is held by route-table.test.ts, events and calls by events.test.ts, the vendors' dialects by test/security.
onEachEngine("native: figures of scope own hold nothing of others' customers", (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  let mine: { id: string; company: { id: string } };
  let theirs: { id: string };
  const body = <T>(answer: Answered, status = 200): T => {
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    return answer.body as T;
  };
  /** The same question of both: the admin's answer shows that there is something to find. */
  async function both<T>(path: string, figure: (answer: T) => unknown): Promise<unknown[]> {
    return [figure(body<T>(await own.get(path))), figure(body<T>(await admin.get(path)))];
  }

  test('boots with two alike', async () => {
    at = await boot.app();
    admin = await signIn(at, 'admin');
    const { id: roleId } = body<{ id: string }>(
      await admin.send('POST', '/api/admin/roles', {
        name: '可导出的坐席',
        scope: 'own',
        permissions: ['customer.edit', 'customer.delete', 'export', 'phone.reveal'],
      }),
      201,
    );
    const { agents } = body<{ agents: { id: string; loginNo: string }[] }>(await admin.get('/api/directory'));
    const agent = agents.find(({ loginNo }) => loginNo === 'own');
    body(await admin.send('PATCH', `/api/admin/agents/${agent!.id}`, { roleId }));
    own = await signIn(at, 'own');
    const make = async (loginNo: string, phone: string): Promise<typeof mine> => {
      const owner = { agent: { loginNo } };
      const customer = body<typeof mine>(
        await admin.send('POST', '/api/customers', {
          name: '同名同姓',
          phones: [phone],
          company: '同一公司',
          source: { name: '官网注册' },
          labels: ['同一标签'],
          owner,
        }),
        201,
      );
      const of = { customerId: customer.id };
      body(
        await admin.send('POST', '/api/opportunities', { ...of, name: '同名商机', stage: { code: '25' }, owner }),
        201,
      );
      body(await admin.send('POST', '/api/follow-ups', { ...of, type: '37', content: '同样的话' }), 201);
      return customer;
    };
    mine = await make('own', '13800000001');
    theirs = await make('tree', '057113800000001');
  });

  test('lists, suggestions and their totals', async () => {
    const q = `q=${encodeURIComponent('同名')}`;
    for (const path of [
      `/api/customers?${q}`,
      '/api/customers?q=tmtx',
      '/api/customers?phone=13800000001',
      `/api/opportunities?${q}`,
      `/api/follow-ups?q=${encodeURIComponent('同样')}`,
      `/api/companies/${mine.company.id}/customers`,
    ]) {
      const [seen, all] = await both<Counted>(path, ({ total, items }) => [total, items.length]);
      assert.deepEqual(
        [seen, all],
        [
          [1, 1],
          [2, 2],
        ],
        path,
      );
    }
    const suggested = `/api/customers?${q}&limit=12&count=false`;
    assert.deepEqual(await both<Counted>(suggested, ({ items }) => items.length), [1, 2]);
  });

  test('the search box, the board and the home screen', async () => {
    const search = `/api/search?q=${encodeURIComponent('同名')}`;
    type Search = { customers: Counted; opportunities: Counted };
    assert.deepEqual(await both<Search>(search, (one) => [one.customers.total, one.opportunities.total]), [
      [1, 1],
      [2, 2],
    ]);
    type Board = { total: number; columns: { total: number }[] };
    const board = await both<Board>('/api/opportunities/board', ({ total, columns }) => [
      total,
      columns.reduce((sum, column) => sum + column.total, 0),
    ]);
    assert.deepEqual(board, [
      [1, 1],
      [2, 2],
    ]);
    type Home = { pool: { total: number }; mine: { total: number }; recent: unknown[] };
    const home = body<Home>(await own.get('/api/home'));
    assert.deepEqual([home.pool.total, home.mine.total, home.recent.length], [0, 1, 0]);
  });

  test('possible duplicates', async () => {
    const path = `/api/customers/${mine.id}/duplicates`;
    assert.deepEqual(await both<Counted>(path, ({ items }) => items.length), [0, 1]);
    for (const what of ['merge', 'merge-preview']) {
      const refused = await own.send('POST', `/api/customers/${mine.id}/${what}`, { otherId: theirs.id });
      assert.equal(refused.status, 404, what);
    }
  });

  test('reports', async () => {
    const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const range = `from=${day}&to=${day}`;
    for (const report of ['funnel', 'follow-ups', 'new-customers']) {
      const [seen, all] = await both<{ total: number }>(`/api/reports/${report}?${range}`, ({ total }) => total);
      assert.ok((seen as number) < (all as number) && all === 2, `${report}: ${seen} of ${all}`);
    }
  });

  test('exports, and the list of jobs', async () => {
    for (const record of ['customers', 'opportunities', 'follow-ups']) {
      const lines = async (agent: Agent): Promise<string[]> => {
        const { id } = body<{ id: string }>(
          await agent.send('POST', '/api/exports', { record, format: 'ndjson' }),
          202,
        );
        for (let tries = 0; body<{ state: string }>(await agent.get(`/api/jobs/${id}`)).state !== 'done'; tries += 1) {
          assert.ok(tries < 200, 'the export ends');
          await delay(50);
        }
        const file = await at.fetch(`/api/jobs/${id}/file`, { headers: agent.headers });
        return (await file.text()).trim().split('\n');
      };
      const [seen, all] = [await lines(own), await lines(admin)];
      assert.deepEqual([seen.length, all.length], [1, 2], record);
    }
    const { items } = body<{ items: { agent: { loginNo: string } | null }[] }>(await own.get('/api/jobs'));
    assert.deepEqual([...new Set(items.map(({ agent }) => agent?.loginNo))], ['own']);
  });
});
