import { arrayLiteral } from './array-literal.ts';

/** How a gram index takes a record's tokens, each marked with its tenant: as a text, or as the literal of an array. */
export type EntryForm = 'text' | 'array';

/** Tokens of one record as the engine takes them: a text, which goes from thread to thread at the cost of its bytes. */
export type IndexEntry = string & { readonly indexEntry: true };

/** Makes ready for SearchWriter.indexNew, in whatever thread, what a record of the tenant is found by; at least one token. */
export function indexEntry(form: EntryForm, tenantId: bigint, tokens: readonly string[]): IndexEntry {
  return (form === 'text' ? markedText(tenantId, tokens) : markedSet(tenantId, tokens)) as IndexEntry;
}

/** An entry with further tokens, which it has none of yet. */
export function withTokens(
  form: EntryForm,
  tenantId: bigint,
  entry: IndexEntry,
  tokens: readonly string[],
): IndexEntry {
  if (tokens.length === 0) return entry;
  const more = indexEntry(form, tenantId, tokens);
  return (form === 'text' ? `${entry} ${more}` : `${entry.slice(0, -1)},${more.slice(1)}`) as IndexEntry;
}

/**
 * The tenant stands in the token: an index of tenants beside one of tokens would be read for all of a tenant's records, or
 * looked into for each match.
 */
export function marked(tenantId: bigint | string, token: string): string {
  return `${tenantId}:${token}`;
}

export function markedText(tenantId: bigint, tokens: readonly string[]): string {
  const mark = marked(tenantId, '');
  return mark + tokens.join(` ${mark}`);
}

/** The literal of an array of them, each once: tokens come in order, repeated ones too. */
export function markedSet(tenantId: bigint, tokens: readonly string[]): string {
  return arrayLiteral([...new Set(tokens)].map((token) => marked(tenantId, token)));
}
