import type { Reader } from '#crm/store.ts';
import type { Searchable, SearchQuery, TokenClause } from '#engines/engine.ts';
import { fold } from './fold.ts';
import { queryGrams, type QueryGrams, queryInTurn } from './grams.ts';

/** A text that a list asks for, as its statements take it. */
export interface AskedText {
  readonly folded: string;
  readonly query: SearchQuery;
  /** The query alone decides; else what it finds must be compared with the text. */
  readonly exact: boolean;
}

/**
 * What to look for so that texts contain this one; undefined when it is absent or blank, which every text contains.
 * @param facets what else of a record's tokens narrows the search
 */
export function askText(
  db: Reader,
  table: Searchable,
  tenantId: bigint,
  text: string | undefined,
  gramsOf: (folded: string) => QueryGrams = queryGrams,
  facets: readonly TokenClause[] = [],
): AskedText | undefined {
  const folded = fold(text ?? '');
  if (folded === '') return undefined;
  const { tokens, exact } = gramsOf(folded);
  const part = exact && facets.length === 0 ? null : askPart(db, table, tenantId, folded, facets);
  return part ?? { folded, query: db.search.query(tenantId, [tokens]), exact };
}

function askPart(
  db: Reader,
  table: Searchable,
  tenantId: bigint,
  folded: string,
  facets: readonly TokenClause[],
): AskedText | null {
  const { exact, ...part } = queryInTurn(folded);
  const query = db.search.queryPart(table, tenantId, { ...part, facets });
  return query === null ? null : { folded, query, exact };
}
