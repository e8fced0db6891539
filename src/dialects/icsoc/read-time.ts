import { zonedInstant } from '#crm/zoned-time.ts';

/** A time as UTC ms, and the last millisecond that its text covers: of its day or of its second. */
export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

const SECOND_MS = 1000;

/** `2019-01-01` or `2019/01/01`, also with ` HH:mm:ss`, in a time zone (IANA name); null for anything else. */
export function readTime(text: string, timeZone: string): TimeSpan | null {
  const match = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{2}):(\d{2}):(\d{2}))?$/.exec(text.trim());
  if (match === null) return null;
  const [year, month, day] = [match[1], match[3], match[4]].map(Number) as [number, number, number];
  if (match[5] !== undefined) {
    const wall = { year, month, day, hour: Number(match[5]), minute: Number(match[6]), second: Number(match[7]) };
    const first = zonedInstant(wall, timeZone);
    return first === null ? null : { first, last: first + SECOND_MS - 1 };
  }
  const first = zonedInstant({ year, month, day }, timeZone);
  const lastSecond = zonedInstant({ year, month, day, hour: 23, minute: 59, second: 59 }, timeZone);
  return first === null || lastSecond === null ? null : { first, last: lastSecond + SECOND_MS - 1 };
}
