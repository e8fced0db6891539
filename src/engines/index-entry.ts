/** How a gram index takes a record's tokens: a text of tokens marked with their tenant, or the literal of an array. */
export type EntryForm = 'marked' | 'array';

/** Tokens of one record as the engine takes them: a text, which goes from thread to thread at the cost of its bytes. */
export type IndexEntry = string & { readonly indexEntry: true };

/** Makes ready for SearchWriter.indexNew, in whatever thread, what a record of the tenant is found by; at least one token. */
export function indexEntry(form: EntryForm, tenantId: bigint, tokens: readonly string[]): IndexEntry {
  return (form === 'marked' ? markedText(tenantId, tokens) : setLiteral(tokens)) as IndexEntry;
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
  return (form === 'marked' ? `${entry} ${more}` : `${entry.slice(0, -1)},${more.slice(1)}`) as IndexEntry;
}

export function marked(tenantId: bigint, token: string): string {
  return `${tenantId}:${token}`;
}

export function markedText(tenantId: bigint, tokens: readonly string[]): string {
  const mark = marked(tenantId, '');
  return mark + tokens.join(` ${mark}`);
}

/** Tokens come in order, repeated ones too. */
export function setLiteral(tokens: readonly string[]): string {
  return arrayLiteral([...new Set(tokens)]);
}

export function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
