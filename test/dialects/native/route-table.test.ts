import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAgent } from '#crm/access/create-agent.ts';
import { createTenant } from '#crm/access/create-tenant.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import { issueToken } from '#crm/access/tokens.ts';
import { routes } from '#dialects/native/routes.ts';
import type { Route } from '#dialects/native/route.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Agent, agentWith, type Answered, signIn } from './agent.ts';

const RUNS = Number(process.env['HUILIU_TEST_FUZZ'] ?? 3);

/** Names of the tenant's secrets: nothing that another tenant or agent is answered may hold them. */
const MARK = '绝密鲸鱼';

onEachEngine('native: every route of the table', (boot) => {
  let at: TestApp;
  let admin: Agent;
  let own: Agent;
  let stranger: Agent;
  const ids: Record<string, string> = {};

  const made = (answer: Answered): { id: string; phones: { id: string }[] } => {
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body as { id: string; phones: { id: string }[] };
  };

  /** Ids of records that there are, by the part of the path that they belong to. */
  function pathOf({ path }: Route): string {
    const first = path.split('/').find((part) => ids[part] !== undefined) ?? 'customers';
    return `/api${path}`
      .replace('/serial/:serial', '/serial/secret-1')
      .replace(':dialect', 'native')
      .replace(':phoneId', ids['phone']!)
      .replace('/dictionaries/:name', '/dictionaries/customer_type')
      .replace('/preferences/:name', '/preferences/theme')
      .replace('/required-fields/:record', '/required-fields/customer')
      .replace(':key', 'cle_name')
      .replace(/:\w+/g, ids[first]!);
  }

  const sample = (one: Route): unknown => {
    if (one.body === undefined) return undefined;
    return { name: 'x', content: 'x', ids: [ids['customers']], patch: { stars: 1 }, otherId: ids['customers'] };
  };

  test('boots with records of one agent in one tenant, and another tenant', async () => {
    at = await boot.app();
    [admin, own] = [await signIn(at, 'admin'), await signIn(at, 'own')];
    const customer = made(
      await admin.send('POST', '/api/customers', {
        name: MARK,
        phones: ['13712345678'],
        owner: { agent: { loginNo: 'tree' } },
      }),
    );
    ids['customers'] = customer.id;
    ids['phone'] = customer.phones[0]!.id;
    const of = { customerId: customer.id };
    ids['opportunities'] = made(await admin.send('POST', '/api/opportunities', { ...of, name: MARK })).id;
    ids['follow-ups'] = made(await admin.send('POST', '/api/follow-ups', { ...of, type: '37', content: MARK })).id;
    ids['tickets'] = made(await admin.send('POST', '/api/tickets', { ...of, title: MARK })).id;
    const call = { serial: 'secret-1', phone: '13712345678', result: MARK, agentLoginNo: 'tree' };
    ids['calls'] = made(await admin.send('POST', '/api/calls', call)).id;
    ids['messages'] = made(await admin.send('POST', '/api/messages', { ...of, content: MARK })).id;
    ids['companies'] = made(await admin.send('POST', '/api/companies', { name: '公司鲸' })).id;
    await admin.send('PATCH', `/api/customers/${customer.id}`, { address: MARK });
    const passwordHash = await hashPassword('Correct-horse-7');
    const { tenantId, agentId } = await at.store.write(async (db) => {
      const tenant = await createTenant(db, { code: `${at.tenantCode}b`, name: '另一家' });
      const agent = { loginNo: 'boss', name: '别家', passwordHash, roleId: tenant.roleIds.admin };
      return {
        tenantId: tenant.id,
        agentId: await createAgent(db, tenant.id, { ...agent, departmentId: tenant.departmentId }),
      };
    });
    const { token } = await at.store.write((db) => issueToken(db, { kind: 'access', tenantId, agentId, livesS: 3600 }));
    stranger = agentWith(at, { authorization: `Bearer ${token}` });
  });

  test('no route but the public ones answers without credentials', async () => {
    for (const one of routes) {
      const answer = await agentWith(at, {}).send(one.method, pathOf(one), sample(one));
      if (one.access !== 'public') assert.equal(answer.status, 401, `${one.method} ${one.path}`);
      else assert.ok(answer.status < 500, one.path);
    }
  });

  test("an admin of another tenant finds nothing by this tenant's ids, and can change nothing of it", async () => {
    for (const one of routes.filter(({ access, path }) => access !== 'public' && !path.startsWith('/session'))) {
      const answer = await stranger.send(one.method, pathOf(one), sample(one));
      const told = JSON.stringify(answer.body);
      assert.ok(answer.status < 500, `${one.method} ${one.path}: ${told}`);
      assert.ok(!told.includes('鲸') && !told.includes('13712345678'), `${one.method} ${one.path}: ${told}`);
    }
    const customer = made(await admin.get(`/api/customers/${ids['customers']}`)) as unknown as { version: number };
    assert.equal(customer.version, 2);
  });

  test("an agent of scope own finds no trace of others' customers on any route", async () => {
    for (const one of routes.filter(({ method, access }) => method === 'GET' && access !== 'public')) {
      for (const query of [
        '',
        `?q=${encodeURIComponent('鲸鱼')}`,
        `?customer=${ids['customers']}`,
        '?record=customers',
      ]) {
        const answer = await own.get(pathOf(one) + query);
        const told = JSON.stringify(answer.body);
        assert.ok(answer.status < 500, `${one.path}: ${told}`);
        assert.ok(!told.includes(MARK) && !told.includes('12345678'), `${one.path}${query}: ${told}`);
      }
    }
    for (const one of routes.filter(({ method, path }) => method !== 'GET' && /:id/.test(path))) {
      const answer = await own.send(one.method, pathOf(one), sample(one));
      assert.ok(!JSON.stringify(answer.body).includes(MARK), `${one.method} ${one.path}`);
    }
  });

  test('whatever comes, the answer is JSON or a problem of the 4xx kind', async () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary' }),
      fc.constant('\0'),
      fc.constant('9'.repeat(30)),
      fc.constant({}),
    );
    const word = fc.oneof(
      fc.string(),
      fc.constant('-1'),
      fc.constant('9999999999999999999'),
      fc.constant('%00'),
      fc.constant('none'),
    );
    for (const one of routes.filter(({ path }) => !path.startsWith('/session'))) {
      const { properties = {} } = (one.body ?? {}) as { properties?: Record<string, object> };
      const { properties: inQuery = {} } = (one.query ?? {}) as { properties?: Record<string, object> };
      const body = fc.oneof(
        value,
        fc.record(Object.fromEntries(Object.keys(properties).map((key) => [key, value])), { requiredKeys: [] }),
      );
      const query = fc.record(Object.fromEntries(Object.keys(inQuery).map((key) => [key, word])), { requiredKeys: [] });
      await fc.assert(
        // The admin's own session must not end by its id.
        fc.asyncProperty(
          body,
          query,
          one.path.startsWith('/admin/agents') ? word : fc.oneof(word, fc.constant(ids['customers']!)),
          async (sent, asked, id) => {
            const search = new URLSearchParams(asked as Record<string, string>);
            const path = `/api${one.path}`.replace(/:\w+/g, encodeURIComponent(id) || '0');
            const answer = await admin.send(
              one.method,
              `${path}?${search}`,
              one.body === undefined ? undefined : (JSON.stringify(sent) ?? 'x'),
            );
            const told = `${one.method} ${path}?${search} ${JSON.stringify(sent)} → ${answer.status} ${JSON.stringify(answer.body)}`;
            assert.ok(answer.status < 500, told);
            if (answer.status >= 400)
              assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, told);
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      );
    }
    assert.equal((await admin.get('/api/session')).status, 200);
  });
});
