/** An address's state: text in, text out, so that an id of any length stays exact. */
export type AddressSearch = Readonly<Record<string, string | undefined>>;

/** Passes over whatever isn't text. */
export function readSearch(search: Record<string, unknown>): AddressSearch {
  const pairs = Object.entries(search).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries(pairs) as AddressSearch;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const text = new URLSearchParams(Object.entries(readSearch(search)) as [string, string][]).toString();
  return text === '' ? '' : `?${text}`;
}
