import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTime, showTime } from './time.ts';

test('a time without an offset, without a day, or in words is refused', () => {
  for (const text of [
    '',
    '2026-01-31',
    '2026-01-31T08:00:00',
    '2026-02-31T08:00:00Z',
    '2026-13-01T00:00:00Z',
    'now',
    '1769846400',
  ]) {
    assert.throws(() => readTime('at', text), { code: 'bad_request' }, text);
  }
});

test('offsets are read, and UTC goes out', () => {
  assert.equal(showTime(readTime('at', '2026-01-31T16:00:00+08:00')), '2026-01-31T08:00:00.000Z');
  assert.equal(showTime(readTime('at', '2026-01-31T08:00Z')), '2026-01-31T08:00:00.000Z');
  assert.equal(showTime(readTime('at', '2026-01-31T08:00:00.250-0330')), '2026-01-31T11:30:00.250Z');
});
