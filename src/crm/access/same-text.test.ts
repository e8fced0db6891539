import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameText } from './same-text.ts';

test('texts are the same only to the last character, whatever their lengths', () => {
  assert.ok(isSameText('', ''));
  assert.ok(isSameText('密钥', '密钥'));
  for (const other of ['', '密', '密钥 ', '密錀', 'x'.repeat(10_000)]) assert.ok(!isSameText('密钥', other));
});
