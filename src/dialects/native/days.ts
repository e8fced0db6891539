import type { Caller } from '#crm/store.ts';
import { zonedInstant, zonedText } from '#crm/zoned-time.ts';
import { badRequest } from './errors.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The caller's day as `YYYY-MM-DD`, in the tenant's zone. */
export function today(who: Caller): string {
  return zonedText(who.now, who.directory.tenant.timeZone).slice(0, 10);
}

/** When a day begins in the tenant's zone (UTC ms). Raises 400 for a day that isn't there. */
export function startOfDay(who: Caller, field: string, day: string): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const at = zonedInstant({ year, month, day: date }, who.directory.tenant.timeZone);
  if (at === null) throw badRequest(field, 'not a day');
  return at;
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

/** The days from one to another, both included, with the bounds of each. Raises 400 for none or more than `most`. */
export function readDays(
  who: Caller,
  query: { readonly from: string; readonly to: string },
  most: number,
): { days: string[]; bounds: number[] } {
  const { from, to } = query;
  startOfDay(who, 'from', from);
  startOfDay(who, 'to', to);
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day)) {
    days.push(day);
    if (days.length > most) throw badRequest('to', `more than ${most} days after from`);
  }
  if (days.length === 0) throw badRequest('to', 'before from');
  const bounds = [...days, dayAfter(to)].map((day) => startOfDay(who, 'to', day));
  return { days, bounds };
}
