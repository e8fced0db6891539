import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { CrmError } from '#crm/errors.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { quickHash } from '#testing/quick-hash.ts';
import { createClient } from './create-client.ts';
import { createStore } from './create-store.ts';
import { createAgent } from './create-agent.ts';
import { consumeToken, issueToken, purgeTokens, revokeTokens, verifyToken, type NewToken } from './tokens.ts';
import { updateAgent } from './update-agent.ts';
import { updateClient } from './update-client.ts';

const DAY_S = 24 * 60 * 60;

onEachEngine('tokens', (boot) => {
  let at: TestStore;
  let passwordHash: string;
  let agents = 0;

  const newAgent = async (): Promise<bigint> => {
    const { departments, roles } = await at.store.directory(at.tenantId);
    const [departmentId, roleId] = [[...departments.keys()][0]!, [...roles.keys()][0]!];
    agents += 1;
    const loginNo = `token${agents}`;
    return await at.store.write((db) =>
      createAgent(db, at.tenantId, { loginNo, name: loginNo, passwordHash, roleId, departmentId }),
    );
  };
  const issue = async (agentId: bigint, more: Partial<NewToken> = {}, now?: number): Promise<string> => {
    const token = { kind: 'access' as const, tenantId: at.tenantId, agentId, livesS: 3600, ...more };
    return (await at.store.write((db) => issueToken(db, token, now))).token;
  };
  const revoke = (which: Parameters<typeof revokeTokens>[2]) =>
    at.store.write((db) => revokeTokens(db, at.tenantId, which));

  test('a store opens', async () => {
    at = await boot.store();
    passwordHash = quickHash('correct horse 1');
  });

  test('what is no token is nobody’s', async () => {
    for (const token of ['', 'x', '0'.repeat(39), '0'.repeat(40), '0'.repeat(41), 'A'.repeat(40), '\0'.repeat(40)]) {
      assert.equal(await verifyToken(at.store, token, 'access'), null, JSON.stringify(token));
    }
  });

  test('a token names who holds it and is good for its own kind alone', async () => {
    const agentId = await newAgent();
    const detail = { table: '1', origin: 'https://crm.example' };
    const token = await issue(agentId, { kind: 'picker', scope: 'all', detail });
    assert.match(token, /^[0-9a-f]{40}$/);
    const holder = await verifyToken(at.store, token, 'access', 'picker');
    assert.ok(holder !== null);
    const { createdAt, expiresAt, ...rest } = holder;
    assert.deepEqual(rest, { kind: 'picker', tenantId: at.tenantId, agentId, clientId: null, scope: 'all', detail });
    assert.equal(expiresAt - createdAt, 3600_000);
    assert.equal(await verifyToken(at.store, token, 'access', 'refresh', 'session'), null);
  });

  test('only a token’s hash is stored', async () => {
    const token = await issue(await newAgent());
    const rows = await at.store.read((db) => db.sql.selectFrom('tokens').selectAll().execute());
    const text = JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    assert.ok(!text.includes(token));
    assert.ok(text.includes(createHash('sha256').update(token).digest('hex')));
  });

  test('a token ends with its time, also where it is remembered', async () => {
    const agentId = await newAgent();
    const token = await issue(agentId, { livesS: 0.3 });
    assert.ok(await verifyToken(at.store, token, 'access'));
    await new Promise((resolve) => setTimeout(resolve, 350));
    assert.equal(await verifyToken(at.store, token, 'access'), null);
  });

  test('a revoked token ends at once, in every store', async () => {
    const second = createStore(at.store.engine, at.store.secrets);
    const agentId = await newAgent();
    const [one, other, refresh] = [
      await issue(agentId),
      await issue(agentId),
      await issue(agentId, { kind: 'refresh' }),
    ];
    const standing = async () => {
      const holders = [];
      for (const store of [at.store, second]) {
        for (const token of [one, other, refresh]) holders.push(await verifyToken(store, token, 'access', 'refresh'));
      }
      return holders.map((holder) => holder !== null);
    };
    assert.deepEqual(await standing(), [true, true, true, true, true, true]);
    await revoke({ token: one });
    assert.deepEqual(await standing(), [false, true, true, false, true, true]);
    await revoke({ agentId, kinds: ['access'] });
    assert.deepEqual(await standing(), [false, false, true, false, false, true]);
    await revoke({ agentId });
    assert.deepEqual(await standing(), [false, false, false, false, false, false]);
    await revoke({ agentId });
  });

  test('no tenant can revoke another’s token', async () => {
    const token = await issue(await newAgent());
    await at.store.write((db) => revokeTokens(db, at.tenantId + 1n, { token }));
    assert.ok(await verifyToken(at.store, token, 'access'));
  });

  test('a disabled agent or client is out at once, in every store, and enabling brings no token back', async () => {
    const second = createStore(at.store.engine, at.store.secrets);
    const agentId = await newAgent();
    const client = await at.store.write((db) =>
      createClient(db, at.store.secrets, at.tenantId, { agentId, name: '集成' }),
    );
    const holders = async (token: string) =>
      Promise.all([at.store, second].map(async (store) => (await verifyToken(store, token, 'access')) !== null));

    const ofClient = await issue(agentId, { clientId: client.id });
    assert.deepEqual(await holders(ofClient), [true, true]);
    const setClient = (enabled: boolean) =>
      at.store.write((db) => updateClient(db, at.store.secrets, at.tenantId, client.id, { enabled }));
    await setClient(false);
    assert.deepEqual(await holders(ofClient), [false, false]);
    await setClient(true);
    assert.deepEqual(await holders(ofClient), [false, false]);

    const ofAgent = await issue(agentId);
    assert.deepEqual(await holders(ofAgent), [true, true]);
    await at.store.write((db) => updateAgent(db, at.tenantId, agentId, { state: 'disabled' }));
    assert.deepEqual(await holders(ofAgent), [false, false]);
    await at.store.write((db) => updateAgent(db, at.tenantId, agentId, { state: 'active' }));
    assert.deepEqual(await holders(ofAgent), [false, false]);
  });

  test('an agent draws 128 access tokens in 24 hours, others uncounted', async () => {
    const agentId = await newAgent();
    const start = Date.now() - 10_000;
    for (let i = 0; i < 128; i += 1) await issue(agentId, {}, start + i);
    await assert.rejects(issue(agentId, {}, start + 1000), (error) => {
      assert.ok(error instanceof CrmError && error.is('token_limit'), String(error));
      assert.equal(error.details.retryAfterS, DAY_S - 1);
      return true;
    });
    await issue(agentId, { kind: 'refresh' }, start + 1000);
    await issue(agentId, { kind: 'uncounted' }, start + 1000);
    await issue(await newAgent(), {}, start + 1000);
    await issue(agentId, {}, start + DAY_S * 1000);
    await assert.rejects(issue(agentId, {}, start + DAY_S * 1000), (error) => error instanceof CrmError);
  });

  test('grants that come together keep the limit', async () => {
    const agentId = await newAgent();
    for (let i = 0; i < 120; i += 1) await issue(agentId);
    const outcomes = await Promise.allSettled(Array.from({ length: 24 }, () => issue(agentId)));
    assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 8);
  });

  test('a link’s token works once, for its own kind and in its time', async () => {
    const setup = { kind: 'setup' as const, tenantId: 0n };
    const consume = (token: string, kind: NewToken['kind'] = 'setup') =>
      at.store.write(async (db) => (await consumeToken(db, token, kind)) !== null);
    const token = await issue(0n, setup);
    assert.equal(await consume('0'.repeat(40)), false);
    assert.equal(await consume(token, 'session'), false);
    assert.equal(await consume(await issue(0n, setup, Date.now() - 3600_000)), false);
    const uses = await Promise.all(Array.from({ length: 5 }, () => consume(token)));
    assert.deepEqual(uses.toSorted(), [false, false, false, false, true]);
  });

  test('only tokens that are over and no longer count are purged', async () => {
    const agentId = await newAgent();
    const now = Date.now();
    const old = now - 25 * 60 * 60 * 1000;
    await issue(agentId, {}, old);
    await issue(agentId, { livesS: 7 * DAY_S, kind: 'refresh' }, old);
    await issue(agentId, { livesS: 1 }, now - 60_000);
    await issue(agentId, { livesS: 1, kind: 'uncounted' }, now - 60_000);
    await at.store.write((db) => purgeTokens(db, now));
    const left = await at.store.read((db) =>
      db.sql
        .selectFrom('tokens')
        .select('kind')
        .where('tenant_id', '=', at.tenantId)
        .where('agent_id', '=', agentId)
        .execute(),
    );
    assert.deepEqual(left.map((row) => row.kind).toSorted(), ['access', 'refresh']);
  });
});
