import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, type Environment, readConfig, variables } from './config.ts';
import { openStore } from './open-store.ts';
import { readTls } from './read-tls.ts';

const KEY = '5a'.repeat(32);
const NOWHERE = 'postgres://user:s3cret@127.0.0.1:1/huiliu';

const wrong: Readonly<Record<string, readonly string[]>> = {
  HUILIU_PORT: ['x', '-1', '65536', '1.5', ' 80', '0x50'],
  HUILIU_DATABASE_URL: [
    'mysql://host/x',
    'postgres://',
    'postgres://host:port/x',
    'postgres://user:s3cret@host:99999/x',
    'postgres://user:s3cret@a b/x',
  ],
  HUILIU_READ_URL: ['host', 'postgres://host:port/x'],
  HUILIU_KEY: ['abc', 'z'.repeat(64), `${KEY}0`],
  HUILIU_WORKERS: ['0', '65', 'many'],
  HUILIU_SIGN_WINDOW: ['-1', '1.5', 'any'],
  HUILIU_METRICS_TOKEN: ['two words', 'a\nb', '密'],
  HUILIU_TRUST_PROXY: ['yes', '2', '300.1.1.1', '1.2.3.4.5', '10.0.0.0/33', '::1/129', '10.0.0.1,', 'loopback,x'],
  HUILIU_EVENT_DAYS: ['0', 'x'],
  HUILIU_PUBLIC_URL: ['crm.example', 'ftp://crm.example', 'https://crm.example/?a=1'],
  HUILIU_STRICT: ['2', 'true', 'yes'],
  HUILIU_TLS_CERT: ['cert.pem'],
  HUILIU_TLS_KEY: ['key.pem'],
  HUILIU_NOTHING: ['1'],
};

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  return assert.fail('was taken');
}

test('a wrong value is one line that names the variable, and tells no secret', () => {
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const line = refusal(() => readConfig({ HUILIU_KEY: KEY, [name]: value }));
      assert.match(line, new RegExp(`^[^\\n]*${name}[^\\n]*$`), value);
      assert.doesNotMatch(line, /s3cret/);
    }
  }
});

test('right values are taken, those of several hosts and addresses too', () => {
  const right: Environment = {
    HUILIU_PORT: '0',
    HUILIU_DATABASE_URL: 'postgresql://user:p%40ss@a:5432,b:5433,[::1]:5434/huiliu?sslmode=require',
    HUILIU_READ_URL: 'postgres://c/huiliu',
    HUILIU_KEY: Buffer.alloc(32, 7).toString('base64'),
    HUILIU_METRICS_TOKEN: 'a-long_token.42',
    HUILIU_TRUST_PROXY: 'loopback, 10.0.0.0/8, 192.0.2.7, 2001:db8::/32',
    HUILIU_PUBLIC_URL: 'https://crm.example/huiliu/',
    HUILIU_STRICT: '1',
  };
  const config = readConfig(right);
  assert.deepEqual(
    [config.port, config.databaseUrl, config.trustProxy, config.publicUrl, config.strict],
    [0, right['HUILIU_DATABASE_URL'], right['HUILIU_TRUST_PROXY'], 'https://crm.example/huiliu', true],
  );
  assert.deepEqual(readConfig({}), readConfig(Object.fromEntries(variables.map(({ name }) => [name, '']))));
});

test('a database that can’t be reached is told under its variable, without its password', async () => {
  const config = readConfig({ HUILIU_DATABASE_URL: NOWHERE, HUILIU_KEY: KEY });
  await assert.rejects(openStore(config), (error: Error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /^HUILIU_DATABASE_URL: .*ECONNREFUSED/);
    assert.doesNotMatch(error.message, /s3cret/);
    return true;
  });
});

test('certificates that can’t be read or used are told under their variables', () => {
  const here = import.meta.filename;
  assert.match(
    refusal(() => readTls({ certFile: '/nowhere.pem', keyFile: here })),
    /^HUILIU_TLS_CERT: .*nowhere/,
  );
  assert.match(
    refusal(() => readTls({ certFile: here, keyFile: '/nowhere.pem' })),
    /^HUILIU_TLS_KEY: .*nowhere/,
  );
  assert.match(
    refusal(() => readTls({ certFile: here, keyFile: here })),
    /^HUILIU_TLS_CERT: /,
  );
});
