import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentMap } from './recent-map.ts';

test('a map of recent entries never holds more than it may, and keeps the half that was used last', () => {
  const map = new RecentMap<number, string>(10);
  const keys = Array.from({ length: 100 }, (_unused, key) => key);
  for (const key of keys) {
    map.set(key, `value ${key}`);
    assert.equal(map.get(0), 'value 0', 'what is used again and again stays');
  }
  const kept = keys.toReversed().filter((key) => map.get(key) === `value ${key}`);
  assert.ok(kept.length <= 10, `${kept.length} entries`);
  for (const key of [0, 96, 97, 98, 99]) assert.ok(kept.includes(key), `${key} is gone`);
});

test('an entry is replaced, and dropped only while the given value stands', () => {
  const map = new RecentMap<string, object>(4);
  const [first, second] = [{}, {}];
  map.set('a', first);
  map.set('b', {});
  map.set('c', {});
  map.set('a', second);
  assert.equal(map.get('a'), second);
  map.drop('a', first);
  assert.equal(map.get('a'), second);
  map.drop('a', second);
  assert.equal(map.get('a'), undefined);
});
