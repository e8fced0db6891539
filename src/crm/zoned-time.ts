/** A time of day on a day as people in one time zone write it. */
export interface WallTime {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
}

/** `YYYY-MM-DD HH:MM:SS` of a time (UTC ms) in a time zone (IANA name). */
export function zonedText(at: number, timeZone: string): string {
  const local = at + offsetAt(at, timeZone);
  return `${minuteText(local)}:${twoDigits(Math.floor(ofDay(local) / 1000) % 60)}`;
}

/** `YYYY-MM-DDTHH:MM:SS.sss+08:00` of a time (UTC ms) in a time zone (IANA name). */
export function zonedIso(at: number, timeZone: string): string {
  const ahead = offsetAt(at, timeZone);
  const minutes = Math.abs(Math.trunc(ahead / 60_000));
  const offset = `${ahead < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  return new Date(at + ahead).toISOString().replace('Z', offset);
}

/** `YYYY-MM-DDTHH:MM:SS.sssZ` of a time (UTC ms). */
export function utcIso(at: number): string {
  const ms = ofDay(at);
  const second = Math.floor(ms / 1000);
  const minute = Math.floor(second / 60);
  const clock = `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}:${twoDigits(second % 60)}`;
  return `${dayText(Math.floor(at / DAY))}T${clock}.${String(ms % 1000).padStart(3, '0')}Z`;
}

/** `YYYY-MM-DD HH:mm` of a time (UTC ms) in a time zone (IANA name). */
export function zonedMinuteText(at: number, timeZone: string): string {
  return minuteText(at + offsetAt(at, timeZone));
}

function minuteText(local: number): string {
  const minute = Math.floor(ofDay(local) / 60_000);
  return `${dayText(Math.floor(local / DAY))} ${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}

/** Milliseconds since midnight. */
function ofDay(local: number): number {
  return local - Math.floor(local / DAY) * DAY;
}

/** Lists show many times of few days, and Date takes ten times as long to write one as this does. */
const dayTexts = new Map<number, string>();

function dayText(day: number): string {
  let text = dayTexts.get(day);
  if (text === undefined) {
    if (dayTexts.size >= MOST_DAYS) dayTexts.clear();
    dayTexts.set(day, (text = new Date(day * DAY).toISOString().replace(/T.*$/, '')));
  }
  return text;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

/**
 * The time (UTC ms) of a wall time in a time zone; null when there is no such day or time of day. A wall time that a
 * change of clocks skips is read as if the clocks hadn't changed; one that comes twice is its first coming.
 */
export function zonedInstant(wall: WallTime, timeZone: string): number | null {
  const { year, month, day, hour = 0, minute = 0, second = 0 } = wall;
  const asUtc = new Date(0);
  asUtc.setUTCFullYear(year, month - 1, day);
  asUtc.setUTCHours(hour, minute, second);
  if (!isSameWall(asUtc, wall)) return null;
  const local = asUtc.getTime();
  const before = local - offsetAt(local - HALF_A_DAY, timeZone);
  const after = local - offsetAt(local + HALF_A_DAY, timeZone);
  if (before === after) return before;
  const fitting = [before, after].filter((at) => at + offsetAt(at, timeZone) === local);
  return fitting.length > 0 ? Math.min(...fitting) : before;
}

const HALF_A_DAY = 12 * 3_600_000;
const QUARTER_HOUR = 900_000;
const DAY = 86_400_000;

function isSameWall(date: Date, { year, month, day, hour = 0, minute = 0, second = 0 }: WallTime): boolean {
  return (
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  );
}

/** Milliseconds that the zone's clocks are ahead of UTC. One answer serves a day on which they don't change. */
function offsetAt(at: number, timeZone: string): number {
  let offsets = offsetsByZone.get(timeZone);
  if (offsets === undefined) offsetsByZone.set(timeZone, (offsets = new Map()));
  const day = Math.floor(at / DAY);
  let offset = offsets.get(day);
  if (offset === undefined) {
    offset = offsetOfDay(day, timeZone);
    if (offsets.size >= MOST_DAYS) offsets.clear();
    offsets.set(day, offset);
  }
  // Clocks change on quarter hours.
  return offset ?? readOffset(Math.floor(at / QUARTER_HOUR) * QUARTER_HOUR, timeZone);
}

/** null when the clocks change on this day (UTC). */
function offsetOfDay(day: number, timeZone: string): number | null {
  const first = readOffset(day * DAY, timeZone);
  return readOffset((day + 1) * DAY - QUARTER_HOUR, timeZone) === first ? first : null;
}

/** Asking Intl costs a hundred times what the rest of formatting does. */
const offsetsByZone = new Map<string, Map<number, number | null>>();
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_DAYS = 50_000;

function readOffset(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (part: Intl.DateTimeFormatPartTypes) => Number(parts.get(part));
  const local = new Date(0);
  local.setUTCFullYear(
    parts.get('era') === 'BC' ? 1 - number('year') : number('year'),
    number('month') - 1,
    number('day'),
  );
  local.setUTCHours(number('hour'), number('minute'), number('second'));
  return local.getTime() - at;
}
