import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrmError } from '#crm/errors.ts';
import { onEachEngine, type TestStore } from '#testing/boot.ts';
import { quickHash } from '#testing/quick-hash.ts';
import { createAgent } from './create-agent.ts';
import { createStore } from './create-store.ts';
import { createTenant } from './create-tenant.ts';
import { hashPassword } from './passwords.ts';
import { updateAgent } from './update-agent.ts';
import { verifyLogin } from './verify-login.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const PASSWORD = '马 correct horse';

onEachEngine('logins', (boot) => {
  let at: TestStore;
  let code: string;
  let passwordHash: string;

  const newAgent = async (loginNo: string, tenantId = at.tenantId): Promise<bigint> => {
    const { departments, roles } = await at.store.directory(tenantId);
    const [department, role] = [[...departments.keys()][0]!, [...roles.keys()][0]!];
    return await at.store.write((db) =>
      createAgent(db, tenantId, { loginNo, name: loginNo, passwordHash, roleId: role, departmentId: department }),
    );
  };
  const isLocked = (seconds: number) => (error: unknown) =>
    error instanceof CrmError && error.is('locked') && error.details.retryAfterS === seconds;

  test('a store opens', async () => {
    at = await boot.store();
    code = (await at.store.directory(at.tenantId)).tenant.code;
    passwordHash = quickHash(PASSWORD);
  });

  test('what can be nobody’s is refused', async () => {
    await newAgent('first');
    const logins = [
      '',
      '|',
      `${code}|`,
      '|first',
      'nobody',
      'nowhere|first',
      `${code}|nobody`,
      'fir\0st',
      '\ud800',
      'x'.repeat(201),
      `${code}|${code}|first`,
      "first' or '1'='1",
      'first ',
      '__proto__',
    ];
    for (const login of logins) assert.equal(await verifyLogin(at.store, login, PASSWORD), null, JSON.stringify(login));
    for (const password of ['', '\0', '\ud800', 'x'.repeat(1025), `${PASSWORD} `]) {
      assert.equal(await verifyLogin(at.store, 'first', password), null, JSON.stringify(password));
    }
  });

  test('an agent signs in by bare number or 企业代码|工号, in any case and with a wide bar', async () => {
    const agentId = await newAgent('TRcs1');
    for (const login of ['TRcs1', 'trCS1', `${code}|trcs1`, `${code}｜TRCS1`]) {
      assert.deepEqual(await verifyLogin(at.store, login, PASSWORD), { tenantId: at.tenantId, agentId }, login);
    }
  });

  test('a password may be typed composed or decomposed', async () => {
    await newAgent('accents');
    const hash = await hashPassword('café ÅÄÖ 1'.normalize('NFC'));
    const { agentsByLogin } = await at.store.directory(at.tenantId);
    const id = agentsByLogin.get('accents')!.id;
    await at.store.write((db) => updateAgent(db, at.tenantId, id, { passwordHash: hash }));
    assert.equal((await verifyLogin(at.store, 'accents', 'café ÅÄÖ 1'.normalize('NFD')))?.agentId, id);
  });

  test('a number that two tenants have needs its 企业代码', async () => {
    const mine = await newAgent('shared');
    assert.equal((await verifyLogin(at.store, 'shared', PASSWORD))?.agentId, mine);
    const other = await at.store.write((db) => createTenant(db, { code: `${code}-2`, name: '另一家' }));
    const theirs = await newAgent('SHARED', other.id);
    const later = Date.now() + MINUTE;
    assert.equal(await verifyLogin(at.store, 'shared', PASSWORD, later), null);
    assert.deepEqual(await verifyLogin(at.store, `${code}|shared`, PASSWORD), { tenantId: at.tenantId, agentId: mine });
    assert.deepEqual(await verifyLogin(at.store, `${code}-2|shared`, PASSWORD), {
      tenantId: other.id,
      agentId: theirs,
    });
  });

  test('five failures shut a login, for longer each time; a success or an hour forgets them', async () => {
    await newAgent('guessed');
    let now = Date.now();
    const tryWith = (password: string) => verifyLogin(at.store, 'guessed', password, now);
    for (let i = 0; i < 5; i += 1) assert.equal(await tryWith(`wrong ${i}`), null);
    await assert.rejects(tryWith('wrong'), isLocked(5));
    await assert.rejects(tryWith(PASSWORD), isLocked(5));
    await assert.rejects(verifyLogin(at.store, `${code}|GUESSED`, PASSWORD, now), isLocked(5), 'by whatever name');
    now += 5 * SECOND;
    assert.equal(await tryWith('wrong'), null);
    await assert.rejects(tryWith(PASSWORD), isLocked(10));
    for (let i = 0; i < 10; i += 1) {
      now += 5 * MINUTE;
      assert.equal(await tryWith('wrong'), null);
    }
    await assert.rejects(tryWith(PASSWORD), isLocked(300));
    now += 5 * MINUTE;
    assert.ok(await tryWith(PASSWORD));
    for (let i = 0; i < 4; i += 1) assert.equal(await tryWith('wrong'), null);
    now += 60 * MINUTE;
    for (let i = 0; i < 4; i += 1) assert.equal(await tryWith('wrong'), null);
    assert.ok(await tryWith(PASSWORD));
  });

  test('a lock doesn’t tell whether the login exists', async () => {
    for (const login of ['ghost', `${code}|ghost2`, 'nowhere|ghost']) {
      const now = Date.now();
      for (let i = 0; i < 5; i += 1) assert.equal(await verifyLogin(at.store, login, `wrong ${i}`, now), null);
      await assert.rejects(verifyLogin(at.store, login, 'wrong', now), isLocked(5), login);
    }
  });

  test('strangers who guess don’t shut out who was right before', async () => {
    const agentId = await newAgent('integrator');
    let now = Date.now();
    assert.ok(await verifyLogin(at.store, 'integrator', PASSWORD, now));
    now += 2 * MINUTE;
    for (let i = 0; i < 5; i += 1) await verifyLogin(at.store, 'integrator', `wrong ${i}`, now);
    await assert.rejects(verifyLogin(at.store, 'integrator', 'wrong', now), isLocked(5));
    assert.equal((await verifyLogin(at.store, 'integrator', PASSWORD, now))?.agentId, agentId);
    await assert.rejects(verifyLogin(at.store, 'integrator', 'wrong', now), isLocked(5), 'and still don’t get in');
  });

  test('guesses that come together are counted one by one', async () => {
    await newAgent('herd');
    const now = Date.now();
    const guesses = Array.from({ length: 40 }, (_unused, i) => verifyLogin(at.store, 'herd', `wrong ${i}`, now));
    const outcomes = await Promise.allSettled(guesses);
    assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 5);
    for (const one of outcomes) {
      if (one.status === 'fulfilled') assert.equal(one.value, null);
      else assert.ok(isLocked(5)(one.reason), String(one.reason));
    }
  });

  test('many right logins at once all get in', async () => {
    const agentId = await newAgent('rush');
    const logins = Array.from({ length: 300 }, () => verifyLogin(at.store, 'rush', PASSWORD));
    for (const login of await Promise.all(logins)) assert.deepEqual(login, { tenantId: at.tenantId, agentId });
  });

  test('a new password, disabling and a new number hold at once, also where the old was remembered', async () => {
    const id = await newAgent('changing');
    const second = createStore(at.store.engine, at.store.secrets);
    const signIns = async (login: string, password: string) =>
      Promise.all(
        [at.store, second].map(async (store) => (await verifyLogin(store, login, password))?.agentId ?? null),
      );
    const update = (patch: Parameters<typeof updateAgent>[3]) =>
      at.store.write((db) => updateAgent(db, at.tenantId, id, patch));

    assert.deepEqual(await signIns('changing', PASSWORD), [id, id]);
    await update({ passwordHash: await hashPassword('another horse 2') });
    assert.deepEqual(await signIns('changing', PASSWORD), [null, null]);
    assert.deepEqual(await signIns('changing', 'another horse 2'), [id, id]);
    await update({ state: 'disabled' });
    assert.deepEqual(await signIns('changing', 'another horse 2'), [null, null]);
    await update({ state: 'active' });
    assert.deepEqual(await signIns('changing', 'another horse 2'), [id, id]);
    await update({ loginNo: 'changed' });
    assert.deepEqual(await signIns('Changed', 'another horse 2'), [id, id]);
    assert.deepEqual(await signIns('changing', 'another horse 2'), [null, null]);
  });

  test('enabling an agent and a new password lift a lock', async () => {
    const id = await newAgent('lifted');
    const now = Date.now();
    const lock = async () => {
      for (let i = 0; i < 5; i += 1) await verifyLogin(at.store, 'lifted', `wrong ${i}`, now);
      await assert.rejects(verifyLogin(at.store, 'lifted', PASSWORD, now), isLocked(5));
    };
    await lock();
    await at.store.write((db) => updateAgent(db, at.tenantId, id, { state: 'active' }));
    assert.ok(await verifyLogin(createStore(at.store.engine, at.store.secrets), 'lifted', PASSWORD, now));
  });
});
