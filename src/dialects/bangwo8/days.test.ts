import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDay, readMonth, readSecond, readTimeFilter, spanOf } from './days.ts';
import { QueryParameters } from './query-parameters.ts';

const SHANGHAI = 'Asia/Shanghai';
const NEW_YORK = 'America/New_York';
const HOUR = 3600_000;

test('what is no day, month or second of the calendar is none', () => {
  for (const text of [
    '',
    '2022',
    '2022-1-1',
    '2022-02-29',
    '2022-13-01',
    '2022-01-01T00:00:00',
    '２０２２-01-01',
    '1',
  ]) {
    assert.equal(readDay(text, SHANGHAI), null, text);
  }
  for (const text of ['', '2022', '2022-1', '2022-13', '2022-00', '2022-01-01']) {
    assert.equal(readMonth(text, SHANGHAI), null, text);
  }
  for (const text of [
    '2022-01-01',
    '2022-01-01 1:02:03',
    '2022-01-01 24:00:00',
    '2022-01-01 00:60:00',
    '2022-02-30 00:00:00',
  ]) {
    assert.equal(readSecond(text, SHANGHAI), null, text);
  }
  assert.equal(readDay('0000-00-00', SHANGHAI), 'none');
});

test('a day and a month are those of the zone, whatever its clocks do meanwhile', () => {
  assert.deepEqual(readDay(' 2022-11-16 ', SHANGHAI), {
    from: Date.UTC(2022, 10, 15, 16),
    before: Date.UTC(2022, 10, 16, 16),
  });
  assert.deepEqual(readDay('2026-11-01', NEW_YORK), {
    from: Date.UTC(2026, 10, 1, 4),
    before: Date.UTC(2026, 10, 2, 5),
  });
  const spring = readDay('2026-03-08', NEW_YORK);
  assert.ok(spring !== null && spring !== 'none');
  assert.equal(spanOf(spring), 23 * HOUR);
  assert.deepEqual(readMonth('2026-12', NEW_YORK), { from: Date.UTC(2026, 11, 1, 5), before: Date.UTC(2027, 0, 1, 5) });
});

test('bounds of a list are days or seconds, each inclusive; one that is absent bounds nothing', () => {
  const filter = (query: Record<string, string>) => readTimeFilter(new QueryParameters(query, ''), 'created', SHANGHAI);
  assert.deepEqual(filter({}), {});
  assert.deepEqual(filter({ created_start: '2022-11-16', updated_end: '2022-11-16' }), {
    from: Date.UTC(2022, 10, 15, 16),
  });
  assert.deepEqual(filter({ created_start: '2022-11-16 09:18:11', created_end: '2022-11-16' }), {
    from: Date.UTC(2022, 10, 16, 1, 18, 11),
    before: Date.UTC(2022, 10, 16, 16),
  });
  assert.throws(() => filter({ created_end: '0000-00-00' }), /created_end: must be a date YYYY-MM-DD/);
});
