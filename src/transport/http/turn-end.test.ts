import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnEnd } from './turn-end.ts';

test('all who ask in one turn of the event loop go on together, after all else in it', async () => {
  const order: string[] = [];
  const first = turnEnd().then(() => order.push('first'));
  await Promise.resolve();
  process.nextTick(() => order.push('tick'));
  const second = turnEnd().then(() => order.push('second'));
  await Promise.all([first, second]);
  assert.deepEqual(order, ['tick', 'first', 'second']);
  const before = turnEnd();
  assert.equal(turnEnd(), before);
  await before;
  assert.notEqual(turnEnd(), before);
});
