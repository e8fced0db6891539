import { isWritableTime } from '#crm/read-time.ts';
import type { Caller } from '#crm/store.ts';
import { badRequest } from './errors.ts';

export function showTime(at: number): string {
  return new Date(at).toISOString();
}

export function showTimeOrNull(at: number | null): string | null {
  return at === null ? null : showTime(at);
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[zZ]|[+-]\d{2}:?\d{2})$/;

/** UTC milliseconds of an ISO 8601 time with an offset. Raises 400 for another text or a day that isn't there. */
export function readTime(field: string, text: string): number {
  const match = ISO.exec(text);
  const at = match === null ? Number.NaN : Date.parse(text);
  if (match === null || Number.isNaN(at) || !isDay(match)) {
    throw badRequest(field, 'not a time as 2026-01-31T16:00:00+08:00', 'not_a_time');
  }
  return at;
}

/** The same for a time that is stored: of a year that every dialect can write. */
export function readKeptTime(who: Caller, field: string, text: string): number {
  const at = readTime(field, text);
  if (!isWritableTime(at, who.directory.tenant.timeZone)) {
    throw badRequest(field, 'not in the years 1 to 9999 of the tenant’s time zone', 'not_a_time');
  }
  return at;
}

/** Date.parse rolls 31 February over into March. */
function isDay([, year, month, day]: RegExpExecArray): boolean {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
