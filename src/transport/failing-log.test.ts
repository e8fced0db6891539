import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FailingLog } from './failing-log.ts';

test('of what fails again and again the first is logged, one a minute, and the first after a success', (t) => {
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  const lines: unknown[] = [];
  const failing = new FailingLog({ error: (facts, message) => lines.push([facts, message]) }, 'it failed');
  const error = new Error('away');
  for (let i = 0; i < 240; i += 1) {
    failing.failed(error);
    now += 250;
  }
  assert.deepEqual(lines, [[{ err: error }, 'it failed']]);
  failing.failed(error);
  assert.equal(lines.length, 2);
  failing.succeeded();
  failing.failed(error);
  assert.equal(lines.length, 3);
});
