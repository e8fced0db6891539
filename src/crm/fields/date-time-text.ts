/** `YYYY-MM-DD HH:mm` of a time (UTC ms) in a time zone. */
export function dateTimeText(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // sv-SE writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** Making a format costs a hundred times what using it does; there are as many as tenants have zones. */
const formats = new Map<string, Intl.DateTimeFormat>();
