import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import { CrmError } from '#crm/errors.ts';
import { checkPassword, generatePassword, hashPassword, verifyPassword } from './passwords.ts';

test('passwords that are tried first are refused', () => {
  const bad = [
    '',
    'short1!',
    'aaaaaaaaaaaa',
    'abababababab',
    'password',
    'PASSWORD',
    '12345678',
    'TRCS0042',
    '测试用户测试用户',
  ];
  for (const password of bad) {
    assert.throws(() => checkPassword(password, ['trcs0042', '测试用户测试用户']), CrmError, password);
  }
  assert.throws(() => checkPassword('长'.repeat(257), []), CrmError);
});

test('other passwords of eight characters and more are taken, in any script', () => {
  for (const password of ['correct horse', '马到成功一路平安', 'xK9#qL2$', '💡💡🔑🔑🚪🚪🏠🏠', ' lead and trail ']) {
    checkPassword(password, ['someone']);
  }
});

test('a generated password passes and is never the same', () => {
  const made = new Set(Array.from({ length: 100 }, generatePassword));
  assert.equal(made.size, 100);
  for (const password of made) checkPassword(password, []);
});

test('a hash tells its own password from others, and nobody’s hash has none', async () => {
  const hash = await hashPassword('correct horse');
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await verifyPassword('correct horse', hash), true);
  assert.equal(await verifyPassword('correct horse ', hash), false);
  assert.equal(await verifyPassword('', hash), false);
  assert.equal(await verifyPassword('correct horse', null), false);
  assert.notEqual(await hashPassword('correct horse'), hash);
});

test('a hash made at another cost is still read', async () => {
  const hash = cheapHash('old password 1');
  assert.equal(await verifyPassword('old password 1', hash), true);
  assert.equal(await verifyPassword('old password 2', hash), false);
  await assert.rejects(verifyPassword('x', 'plain text'), /not argon2id/);
});

test('a flood of sign-ins is shed before it takes all memory', async () => {
  const hash = cheapHash('flood');
  const outcomes = await Promise.allSettled(Array.from({ length: 400 }, () => verifyPassword('flood', hash)));
  const shed = outcomes.filter((one) => one.status === 'rejected');
  assert.equal(shed.length, 198);
  for (const one of shed) assert.ok(one.reason instanceof CrmError && one.reason.is('locked'));
  assert.equal(await verifyPassword('flood', hash), true, 'and what comes after is served');
});

function cheapHash(password: string): string {
  const salt = Buffer.from('a salt of sixteen');
  const hash = argon2Sync('argon2id', {
    memory: 64,
    passes: 1,
    parallelism: 1,
    message: password,
    nonce: salt,
    tagLength: 32,
  });
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=64,t=1,p=1$${text(salt)}$${text(hash)}`;
}
