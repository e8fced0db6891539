import { zonedInstant } from '#crm/zoned-time.ts';

const WALL = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** `YYYY-MM-DD HH:mm`, with or without time or seconds, in the tenant's zone; or ISO with an offset. UTC ms; null when it is no time. */
export function readTime(text: string, timeZone: string): number | null {
  const trimmed = text.trim();
  if (ISO.test(trimmed)) {
    const at = Date.parse(trimmed);
    if (!Number.isNaN(at)) return at;
  }
  const parts = WALL.exec(trimmed);
  if (parts === null) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  return zonedInstant({ year: year!, month: month!, day: day!, hour, minute, second }, timeZone);
}
