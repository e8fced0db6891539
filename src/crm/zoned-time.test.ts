import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utcIso, zonedInstant, zonedIso, zonedMinuteText, zonedText } from './zoned-time.ts';

const shanghai = 'Asia/Shanghai';

test('a day or a time of day that does not exist is none', () => {
  assert.equal(zonedInstant({ year: 2023, month: 2, day: 29 }, shanghai), null);
  assert.equal(zonedInstant({ year: 2023, month: 13, day: 1 }, shanghai), null);
  assert.equal(zonedInstant({ year: 2023, month: 1, day: 0 }, shanghai), null);
  assert.equal(zonedInstant({ year: 2023, month: 1, day: 1, hour: 24 }, shanghai), null);
  assert.equal(zonedInstant({ year: 2023, month: 1, day: 1, minute: 60 }, shanghai), null);
});

test('a time is written as clocks in the zone show it, and read back', () => {
  const at = Date.UTC(2021, 8, 28, 3, 38, 56);
  assert.equal(zonedText(at, shanghai), '2021-09-28 11:38:56');
  assert.equal(zonedInstant({ year: 2021, month: 9, day: 28, hour: 11, minute: 38, second: 56 }, shanghai), at);
  assert.equal(zonedText(Date.UTC(2021, 11, 31, 16), shanghai), '2022-01-01 00:00:00');
});

test('minutes and seconds are rounded down, also before 1970', () => {
  assert.equal(zonedMinuteText(Date.UTC(2021, 8, 28, 3, 9, 59, 999), shanghai), '2021-09-28 11:09');
  assert.equal(zonedText(Date.UTC(1969, 11, 31, 15, 59, 59, 999), shanghai), '1969-12-31 23:59:59');
  assert.equal(zonedMinuteText(Date.UTC(1931, 5, 1, 0, 0, 1), 'UTC'), '1931-06-01 00:00');
  assert.equal(zonedText(Date.UTC(1931, 5, 1, 0, 0, 1) - 2000, 'UTC'), '1931-05-31 23:59:59');
});

test('summer time holds where a zone has or had it', () => {
  assert.equal(zonedText(Date.UTC(1988, 6, 1, 0), shanghai), '1988-07-01 09:00:00');
  assert.equal(zonedInstant({ year: 1988, month: 7, day: 1, hour: 9 }, shanghai), Date.UTC(1988, 6, 1, 0));
  const berlin = 'Europe/Berlin';
  assert.equal(
    zonedInstant({ year: 2024, month: 10, day: 27, hour: 2, minute: 30 }, berlin),
    Date.UTC(2024, 9, 27, 0, 30),
  );
  assert.equal(
    zonedInstant({ year: 2024, month: 3, day: 31, hour: 2, minute: 30 }, berlin),
    Date.UTC(2024, 2, 31, 1, 30),
  );
  assert.equal(zonedInstant({ year: 2024, month: 3, day: 31 }, berlin), Date.UTC(2024, 2, 30, 23));
});

test('a time is written with milliseconds and the offset that its zone has then', () => {
  assert.equal(zonedIso(1_456_902_245_000, 'Asia/Shanghai'), '2016-03-02T15:04:05.000+08:00');
  assert.equal(zonedIso(1_456_902_245_007, 'Asia/Kolkata'), '2016-03-02T12:34:05.007+05:30');
  assert.equal(zonedIso(1_456_902_245_000, 'America/New_York'), '2016-03-02T02:04:05.000-05:00');
  assert.equal(zonedIso(1_467_302_400_000, 'America/New_York'), '2016-06-30T12:00:00.000-04:00');
  assert.equal(zonedIso(0, 'UTC'), '1970-01-01T00:00:00.000+00:00');
});

test('a time in UTC is written as Date writes it', () => {
  for (const at of [
    0,
    7,
    1_456_902_245_007,
    86_399_999,
    86_400_000,
    -1,
    -86_400_001,
    4e12 + 123,
    253_402_300_800_000,
  ]) {
    assert.equal(utcIso(at), new Date(at).toISOString());
  }
});
