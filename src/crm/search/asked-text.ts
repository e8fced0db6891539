import type { Reader } from '#crm/store.ts';
import type { SearchQuery } from '#engines/engine.ts';
import { fold } from './fold.ts';
import { queryGrams, type QueryGrams } from './grams.ts';

/** A text that a list asks for, as its statements take it. */
export interface AskedText {
  readonly folded: string;
  readonly query: SearchQuery;
  /** The query alone decides; else what it finds must be compared with the text. */
  readonly exact: boolean;
}

/** What to look for so that texts contain this one; undefined when it is absent or blank, which every text contains. */
export function askText(
  db: Reader,
  tenantId: bigint,
  text: string | undefined,
  gramsOf: (folded: string) => QueryGrams = queryGrams,
): AskedText | undefined {
  const folded = fold(text ?? '');
  if (folded === '') return undefined;
  const { tokens, exact } = gramsOf(folded);
  return { folded, query: db.search.query(tenantId, [tokens]), exact };
}
