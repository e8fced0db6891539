import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '#crm/store.ts';
import { readKeptTime, readTime, showTime } from './time.ts';

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

test('a time to keep has a year of four digits in UTC and in the tenant’s zone, as other dialects write it', () => {
  const who = (timeZone: string) => ({ directory: { tenant: { timeZone } } }) as Caller;
  for (const [zone, text] of [
    ['Asia/Shanghai', '9999-12-31T16:00:00Z'],
    ['America/New_York', '9999-12-31T23:59:59-05:00'],
    ['America/New_York', '0001-01-01T00:00:00Z'],
  ] as const) {
    assert.throws(() => readKeptTime(who(zone), 'at', text), { code: 'bad_request' }, `${zone} ${text}`);
  }
  assert.equal(
    showTime(readKeptTime(who('Asia/Shanghai'), 'at', '9999-12-31T23:59:59+08:00')),
    '9999-12-31T15:59:59.000Z',
  );
});
