import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTime } from './read-time.ts';

const SHANGHAI = 'Asia/Shanghai';

test('a wall time is read in the zone, one with an offset by that, to the millisecond', () => {
  for (const [text, iso] of [
    ['2017-05-03 14:44', '2017-05-03T06:44:00.000Z'],
    ['2017/5/3 4:4', '2017-05-02T20:04:00.000Z'],
    ['2017-05-03', '2017-05-02T16:00:00.000Z'],
    [' 2017-05-03T14:44:05.123456 ', '2017-05-03T06:44:05.123Z'],
    ['2017-05-03T14:44:05.5Z', '2017-05-03T14:44:05.500Z'],
    ['2017-05-03t14:44:05z', '2017-05-03T14:44:05.000Z'],
    ['2017-05-03T14:44+08:00', '2017-05-03T06:44:00.000Z'],
    ['2017-05-03 14:44:05 -0330', '2017-05-03T18:14:05.000Z'],
    ['2024-02-29T00:00:00+08:00', '2024-02-28T16:00:00.000Z'],
    ['0001-01-02 00:00', '0001-01-01T15:54:17.000Z'],
    ['9999-12-31 23:59:59', '9999-12-31T15:59:59.000Z'],
  ] as const) {
    const at = readTime(text, SHANGHAI);
    assert.equal(at === null ? null : new Date(at).toISOString(), iso, text);
  }
});

test('a day, a time of day or an offset that is none is no time, nor is a year that four digits do not write in the zone', () => {
  for (const text of [
    '',
    'x',
    '1494474404',
    '2023-02-29',
    '2023-02-29T00:00:00Z',
    '2023-04-31T00:00+08:00',
    '2017-13-01',
    '2017-05-03T24:00:00Z',
    '2017-05-03 14:60',
    '2017-05-03 14:44:60',
    '2017-05-03T14:44:00+24:00',
    '2017-05-03T14:44:00+08:60',
    '2017-05-03+08:00',
    '0000-12-31 00:00',
    '9999-12-31T23:59:59Z',
    '12017-05-03 14:44',
  ]) {
    assert.equal(readTime(text, SHANGHAI), null, text);
  }
  assert.equal(readTime('9999-12-31 23:59', 'America/New_York'), null, 'nor in UTC');
});
