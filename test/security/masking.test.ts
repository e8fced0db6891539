import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAgent } from '#crm/access/create-agent.ts';
import { createRole } from '#crm/access/create-role.ts';
import { issueToken } from '#crm/access/tokens.ts';
import { routes as nativeRoutes } from '#dialects/native/routes.ts';
import { hashPassword } from '#crm/access/passwords.ts';
import { onEachEngine, type TestApp } from '#testing/boot.ts';
import { makeSecretWorld, PHONE, type SecretWorld } from './secret-world.ts';
import { vendorRoutes } from './vendor-routes.ts';

const MIDDLE = PHONE.slice(3, -2);

onEachEngine('an agent who sees every customer but no phone', (boot) => {
  let at: TestApp;
  let world: SecretWorld;
  let bearer: string;

  test('boots', async () => {
    at = await boot.app();
    world = await makeSecretWorld(at);
    const passwordHash = await hashPassword('Correct-horse-7');
    bearer = await at.store.write(async (db) => {
      const permissions = ['customer.edit', 'export', 'settings.edit'] as const;
      const roleId = await createRole(db, at.tenantId, { name: '看不到号码', scope: 'all', permissions });
      const agent = { loginNo: 'masked', name: '遮号', passwordHash, roleId, departmentId: at.departmentId };
      const agentId = await createAgent(db, at.tenantId, agent);
      return (await issueToken(db, { kind: 'access', tenantId: at.tenantId, agentId, livesS: 3600 })).token;
    });
  });

  const reads = (): string[] => {
    const { ids } = world;
    const native = nativeRoutes
      .filter(({ method, access }) => method === 'GET' && access !== 'public')
      .map(({ path }) => {
        const id = /companies/.test(path) ? ids.company : /opportun/.test(path) ? ids.opportunity : ids.customer;
        return `/api${path}`
          .replace('/follow-ups/:id', `/follow-ups/${ids.followUp}`)
          .replace('/asset-tables/:id', `/asset-tables/${ids.table}`)
          .replace('/serial/:serial', '/serial/s-1')
          .replace(':dialect', 'ttf')
          .replace(/:\w+/g, id);
      });
    const vendors = vendorRoutes
      .filter(({ method, dialect }) => method === 'GET' && dialect !== 'ttf')
      .flatMap(({ path }) =>
        [ids.customer, ids.company, ids.opportunity, ids.followUp].map((id) =>
          path.replace(':tableId', ids.table).replace(':rId', ids.row).replace(':id', id),
        ),
      );
    const actions = ['list_customers', 'feeds', 'get_customer', 'export'].map(
      (action) => `/open_api?action=${action}&type=id&content=${ids.customer}&operator=masked&${world.admin.sign()}`,
    );
    return [...new Set([...native, ...vendors, ...actions])];
  };

  test('is answered the number by no read of any dialect', async () => {
    let masked = 0;
    for (const path of reads()) {
      for (const query of ['', `${path.includes('?') ? '&' : '?'}customer=${world.ids.customer}`]) {
        const answer = await at.fetch(path + query, { headers: { authorization: `Bearer ${bearer}` } });
        const text = await answer.text();
        assert.ok(answer.status < 500, `${path}: ${text}`);
        assert.ok(!text.includes(MIDDLE), `${path}: ${text}`);
        if (text.includes('****')) masked += 1;
      }
    }
    assert.ok(masked > 5, `${masked}`);
  });
});
