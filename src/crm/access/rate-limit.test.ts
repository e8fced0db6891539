import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '#crm/store.ts';
import { takeCall } from './rate-limit.ts';

const newStore = () => ({}) as Store;

test('a client without a limit may always call', () => {
  const store = newStore();
  for (let i = 0; i < 1000; i += 1) assert.equal(takeCall(store, { id: 1n, rateLimit: null }, 0), 0);
});

test('a minute’s calls may come at once; the next one is told when it may come', () => {
  const store = newStore();
  const client = { id: 1n, rateLimit: 6 };
  for (let i = 0; i < 6; i += 1) assert.equal(takeCall(store, client, 1000), 0);
  assert.equal(takeCall(store, client, 1000), 10);
  assert.equal(takeCall(store, client, 6000), 5);
  assert.equal(takeCall(store, client, 11_000), 0, 'one call came back after ten seconds');
  assert.equal(takeCall(store, client, 11_000), 10);
});

test('a pause saves no more than a minute’s calls', () => {
  const store = newStore();
  const client = { id: 1n, rateLimit: 3 };
  assert.equal(takeCall(store, client, 0), 0);
  const taken = Array.from({ length: 5 }, () => takeCall(store, client, 1e9));
  assert.deepEqual(
    taken.map((wait) => wait === 0),
    [true, true, true, false, false],
  );
});

test('clients are counted apart, and so are stores', () => {
  const [store, other] = [newStore(), newStore()];
  assert.equal(takeCall(store, { id: 1n, rateLimit: 1 }, 0), 0);
  assert.equal(takeCall(store, { id: 1n, rateLimit: 1 }, 0), 60);
  assert.equal(takeCall(store, { id: 2n, rateLimit: 1 }, 0), 0);
  assert.equal(takeCall(other, { id: 1n, rateLimit: 1 }, 0), 0);
});

test('a limit that was lowered holds at once', () => {
  const store = newStore();
  assert.equal(takeCall(store, { id: 1n, rateLimit: 100 }, 0), 0);
  assert.equal(takeCall(store, { id: 1n, rateLimit: 1 }, 0), 0);
  assert.ok(takeCall(store, { id: 1n, rateLimit: 1 }, 0) > 0);
});
