import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createSecretBox } from './secret-box.ts';

const box = createSecretBox(randomBytes(32));

test('what is no sealed text, was altered, or was sealed under another key isn’t opened', () => {
  const sealed = box.seal('秘密');
  for (const text of ['', 'x', '!!!', sealed.slice(0, -2), `A${sealed.slice(1)}`, sealed.slice(0, 20)]) {
    if (text === sealed) continue;
    assert.throws(() => box.open(text), Error, text);
  }
  assert.throws(() => createSecretBox(randomBytes(32)).open(sealed));
});

test('a sealed text opens to itself and never looks the same', () => {
  for (const text of ['', '秘密', 'x'.repeat(10_000), '\ud83d\ude00']) assert.equal(box.open(box.seal(text)), text);
  assert.notEqual(box.seal('秘密'), box.seal('秘密'));
});

test('a signature is one key’s for one purpose', () => {
  assert.equal(box.sign('cursor', 'a'), box.sign('cursor', 'a'));
  assert.notEqual(box.sign('cursor', 'a'), box.sign('login', 'a'));
  assert.notEqual(box.sign('cursor', 'a'), box.sign('cursor', 'b'));
  assert.notEqual(box.sign('cursor', 'a'), createSecretBox(randomBytes(32)).sign('cursor', 'a'));
});
