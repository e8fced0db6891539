import { zonedInstant, zonedMinuteText } from './zoned-time.ts';

const TIME =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?(?: ?(Z|[+-]\d{2}:?\d{2}))?)?$/i;

/**
 * A time as people and programs write one: `YYYY-MM-DD HH:mm`, with or without time, seconds and fractions, in the time zone
 * (IANA name); or with an offset, as ISO 8601 has it. UTC ms; null when it is no time, or one that isn't writable.
 */
export function readTime(text: string, timeZone: string): number | null {
  const parts = TIME.exec(text.trim());
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const wall = { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! };
  const ahead = parts[8] === undefined ? 0 : offsetOf(parts[8]);
  const whole = zonedInstant(wall, parts[8] === undefined ? timeZone : 'UTC');
  if (whole === null || ahead === null) return null;
  const at = whole - ahead + Number((parts[7] ?? '0').padEnd(3, '0').slice(0, 3));
  return isWritableTime(at, timeZone) ? at : null;
}

/** Whether the time (UTC ms) is of the years 1 to 9999 both in UTC and in the zone: what every dialect can write and read again. */
export function isWritableTime(at: number, timeZone: string): boolean {
  return at >= FIRST_TIME && at <= LAST_TIME && /^(?!0000)\d{4}-/.test(zonedMinuteText(at, timeZone));
}

const FIRST_TIME = -62_135_596_800_000;
const LAST_TIME = 253_402_300_799_999;

/** Milliseconds ahead of UTC; null for an offset of a day or more. */
function offsetOf(text: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? ['', '+', '00', '00'];
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
}
