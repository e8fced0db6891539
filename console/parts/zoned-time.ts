/** `2026-01-31T16:05` in the zone, of an instant such as `2026-01-31T08:05:00.000Z`. */
export function wallTimeOf(instant: string, timeZone: string): string {
  return wall(new Date(instant).getTime(), timeZone).slice(0, 16);
}

/** The instant at which clocks of the zone show `wallTime` (`2026-01-31T16:05`); of two, the earlier. */
export function instantOf(wallTime: string, timeZone: string): string {
  const asUtc = new Date(`${wallTime.slice(0, 16)}:00Z`).getTime();
  // The zone's offset is looked up at the guess, then once more, for the hours around a change of the clocks.
  let guess = asUtc - offsetAt(asUtc, timeZone);
  guess = asUtc - offsetAt(guess, timeZone);
  return new Date(guess).toISOString();
}

function offsetAt(instant: number, timeZone: string): number {
  return new Date(`${wall(instant, timeZone)}Z`).getTime() - Math.floor(instant / 1000) * 1000;
}

function wall(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return format.format(new Date(instant)).replace(' ', 'T');
}
