/** JSON text of a filter: an id becomes `{"id":"<digits>"}`, so that no digit is lost. */
export function formatFilter(filter: object): string {
  return JSON.stringify(filter, (_key, value: unknown) => (typeof value === 'bigint' ? { id: String(value) } : value));
}

/** What formatFilter was given. */
export function parseFilter(text: string): object {
  return JSON.parse(text, (_key, value: unknown) => {
    return isStoredId(value) ? BigInt(value.id) : value;
  }) as object;
}

function isStoredId(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && Object.keys(value).length === 1;
}
