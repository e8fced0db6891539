import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { hmacUnder } from './hmac.ts';

test('it is the HMAC-SHA-256 of node:crypto, whatever the key and the text', () => {
  for (const bytes of [0, 1, 32, 63, 64]) {
    const key = randomBytes(bytes);
    const sign = hmacUnder(key);
    for (const text of ['', 'a', '签名 \ud83d\ude00', '\0', 'x'.repeat(63), '客'.repeat(5000), '\ud800']) {
      assert.equal(sign(text), createHmac('sha256', key).update(text).digest('base64url'), JSON.stringify(text));
    }
  }
  assert.throws(() => hmacUnder(randomBytes(65)), RangeError);
});
