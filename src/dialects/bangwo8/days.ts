import { zonedInstant } from '#crm/zoned-time.ts';
import { badRequest } from './errors.ts';
import type { QueryParameters } from './query-parameters.ts';

/** A stretch of time in UTC ms; `before` is exclusive. */
export interface Span {
  readonly from: number;
  readonly before: number;
}

export function spanOf({ from, before }: Span): number {
  return before - from;
}

/**
 * `<what>_start` and `<what>_end`: days of the zone, inclusive, or seconds. Raises 400 that names the parameter.
 */
export function readTimeFilter(query: QueryParameters, what: 'created' | 'updated', timeZone: string): Partial<Span> {
  const bound = (name: string) => {
    const text = query.text(name);
    if (text === undefined) return undefined;
    const span = readSecond(text, timeZone) ?? readDay(text, timeZone);
    if (span === null || span === 'none') throw badRequest(name, 'must be a date YYYY-MM-DD');
    return span;
  };
  const [start, end] = [bound(`${what}_start`), bound(`${what}_end`)];
  return { ...(start && { from: start.from }), ...(end && { before: end.before }) };
}

/** A whole day `YYYY-MM-DD` of the zone; 'none' for `0000-00-00`, null for no day. */
export function readDay(text: string, timeZone: string): Span | 'none' | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (match === null) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (year === 0 && month === 0 && day === 0) return 'none';
  return daysFrom(year, month, day, { days: 1 }, timeZone);
}

/** A whole month `YYYY-MM` of the zone; null for none. */
export function readMonth(text: string, timeZone: string): Span | null {
  const match = /^(\d{4})-(\d{2})$/.exec(text.trim());
  if (match === null) return null;
  return daysFrom(Number(match[1]), Number(match[2]), 1, { months: 1 }, timeZone);
}

/** A second `YYYY-MM-DD HH:MM:SS` of the zone; null for none. */
export function readSecond(text: string, timeZone: string): Span | null {
  const match = /^(\d{4})-(\d{2})-(\d{2}) +(\d{2}):(\d{2}):(\d{2})$/.exec(text.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const from = zonedInstant({ year, month, day, hour, minute, second }, timeZone);
  return from === null ? null : { from, before: from + 1000 };
}

function daysFrom(
  year: number,
  month: number,
  day: number,
  length: { readonly days?: number; readonly months?: number },
  timeZone: string,
): Span | null {
  const from = zonedInstant({ year, month, day }, timeZone);
  if (from === null) return null;
  const next = new Date(0);
  next.setUTCFullYear(year, month - 1 + (length.months ?? 0), day + (length.days ?? 0));
  const before = zonedInstant(
    { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() },
    timeZone,
  );
  return before === null ? null : { from, before };
}
