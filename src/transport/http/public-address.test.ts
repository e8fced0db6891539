import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress, publicLookup } from './public-address.ts';

test('loopback, private, link-local and mapped addresses are none of the open internet', () => {
  for (const address of [
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '[::1]',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    'fe80::1',
    'fd00::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'localhost',
    '',
  ]) {
    assert.equal(isPublicAddress(address), false, address);
  }
  for (const address of ['8.8.8.8', '172.32.0.1', '223.5.5.5', '2400:3200::1']) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

test('a name that leads inside is refused where the connection is made', async () => {
  const error = await new Promise<Error | null>((resolve) =>
    publicLookup('localhost', {}, (refused) => resolve(refused)),
  );
  assert.equal(error?.name, 'InnerAddressError');
});
