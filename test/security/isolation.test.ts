import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { type Holder, makeSecretWorld, MARK, PHONE, type SecretWorld } from './secret-world.ts';
import { type VendorRoute, vendorRoutes } from './vendor-routes.ts';

/** What may be asked for a record by: each dialect passes over what it doesn't know. */
function queryOf({ ids }: SecretWorld): string {
  const query = {
    type: 'cellphone',
    content: PHONE,
    ids: ids.company,
    query: 'companyName:公司',
    cle_id: ids.customer,
    cle_name: MARK.slice(0, 2),
    keyword: MARK.slice(0, 2),
    filters: '',
    owner: ids.customer,
    client_id: ids.customer,
    groupId: '1',
  };
  return new URLSearchParams(query).toString();
}

/** A body that each dialect's write would take from one who may. */
function bodyOf({ dialect, path }: VendorRoute, { ids }: SecretWorld): object {
  if (dialect === 'ttf') {
    return { customer: { custname: '改', cellphones: ['13700000000'] }, customers: [{ custname: '改' }] };
  }
  if (dialect === 'icsoc') {
    return {
      ids: [ids.customer, ids.opportunity, ids.followUp],
      cle_name: '改',
      cle_id: ids.customer,
      opty_id: ids.opportunity,
      opty_name: '改',
      record_type: 37,
      record_content: '改',
    };
  }
  const cells = { plate: '改' };
  return {
    company: { companyName: '改', status: 2 },
    ...(path.includes('assettables')
      ? { assettable: { title: '改' }, record: { ...cells, fields: cells }, ...cells }
      : {}),
  };
}

function pathsOf({ path }: VendorRoute, { ids }: SecretWorld): string[] {
  const filled = path.replace(':tableId', ids.table).replace(':rId', ids.row);
  if (!filled.includes(':id')) return [filled];
  return [ids.customer, ids.company, ids.opportunity, ids.followUp].map((id) => filled.replace(':id', id));
}

async function ask(at: TestApp, route: VendorRoute, path: string, world: SecretWorld, who: Holder | null) {
  const query = `${queryOf(world)}${who === null || route.dialect !== 'ttf' ? '' : `&${who.sign()}`}`;
  const isRead = route.method === 'GET';
  const answer = await at.fetch(`${path}?${query}`, {
    method: route.method,
    headers: {
      ...(who === null || route.dialect === 'ttf' ? {} : { authorization: `Bearer ${who.bearer}` }),
      ...(isRead ? {} : { 'content-type': 'application/json' }),
    },
    ...(isRead ? {} : { body: JSON.stringify(bodyOf(route, world)) }),
  });
  return { status: answer.status, text: await answer.text(), told: `${route.method} ${path}` };
}

/** What was asked comes back in some answers, what was kept must not. */
function holdsNothing(text: string, told: string): void {
  assert.ok(!text.includes(MARK), `${told}: ${text}`);
  assert.ok(!text.replaceAll(`电话${PHONE}`, '').includes(PHONE), `${told}: ${text}`);
}

onEachEngine('isolation on every route of the vendors’ dialects', (boot) => {
  let at: TestApp;
  let world: SecretWorld;

  test('boots with a tenant full of secrets', async () => {
    at = await boot.app();
    world = await makeSecretWorld(at);
  });

  test('the admin of the tenant meets the secrets, so that a test which meets none means something', async () => {
    const seen = new Set<string>();
    for (const route of vendorRoutes.filter(({ method }) => method === 'GET')) {
      for (const path of pathsOf(route, world)) {
        const { text } = await ask(at, route, path, world, world.admin);
        if (text.includes(MARK)) seen.add(route.path);
      }
    }
    for (const path of [
      '/open_api/customers/get_customer',
      '/open_api/customers/feeds',
      '/api/v1/companies/:id',
      '/api/v1/assettables/:tableId/records/:rId',
      '/openapi/v1/client/:id',
      '/openapi/v1/opportunity/:id',
      '/openapi/v1/followupRecord/:id',
    ]) {
      assert.ok(seen.has(path), `${path} of ${[...seen].join(' ')}`);
    }
  });

  test('nobody is answered without credentials', async () => {
    for (const route of vendorRoutes) {
      for (const path of pathsOf(route, world)) {
        const { status, text, told } = await ask(at, route, path, world, null);
        if (route.dialect === 'ttf') assert.match(text, /"code":20621/, told);
        else assert.equal(status, 401, `${told}: ${text}`);
      }
    }
  });

  test('an admin of another tenant finds nothing by this tenant’s ids and texts, and can change nothing of it', async () => {
    const before = await world.snapshot();
    for (const route of vendorRoutes) {
      for (const path of pathsOf(route, world)) {
        const { status, text, told } = await ask(at, route, path, world, world.stranger);
        assert.ok(status < 500, `${told}: ${text}`);
        holdsNothing(text, told);
      }
    }
    assert.deepEqual(await world.snapshot(), before);
  });

  test('an agent of scope own finds no trace of another agent’s customers, and can change nothing of them', async () => {
    const before = (await world.snapshot()) as { customers: unknown; opportunities: unknown; follow_ups: unknown };
    // Companies and tables are the tenant's: they are asked for, and not judged.
    const tenantWide = /\/(companies|company_fields|assettables|customergroups|supports|supportgroups)\b/;
    for (const route of vendorRoutes.filter(({ path }) => !tenantWide.test(path) || path.endsWith('/customers'))) {
      for (const path of pathsOf(route, world)) {
        const { status, text, told } = await ask(at, route, path, world, world.own);
        assert.ok(status < 500, `${told}: ${text}`);
        holdsNothing(text, told);
      }
    }
    const after = (await world.snapshot()) as typeof before;
    assert.deepEqual([after.opportunities, after.follow_ups], [before.opportunities, before.follow_ups]);
    for (const one of before.customers as string[]) assert.ok((after.customers as string[]).includes(one), one);
  });
});
