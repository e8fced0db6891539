export type Comparison = ':' | '<' | '>' | '<=' | '>=';

/** One term of a search, e.g. `createDT>=2017-07-01`. Positions count characters from 1. */
export interface Term {
  /** '' for a bare word. */
  readonly key: string;
  /** `contains` of a bare word. */
  readonly operator: Comparison | 'contains';
  readonly value: string;
  readonly at: number;
  readonly valueAt: number;
}

/** What is wrong with a query, and where. */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  constructor(reason: string, at: number) {
    super(`${reason} at character ${at}`);
  }
}

/**
 * The terms of a search (the document, query参数说明): parted by blanks, each `key:value`, `key<value` …, or a bare word. A term is
 * parted at its first colon or comparison; keys hold none of them, so a value may. Raises QueryError for a key without a
 * value, a value without a key, and a query without terms.
 */
export function parseQuery(query: string): Term[] {
  const terms: Term[] = [];
  const words = /\S+/gu;
  for (let word = words.exec(query); word !== null; word = words.exec(query)) {
    terms.push(parseTerm(word[0], characterAt(query, word.index)));
  }
  if (terms.length === 0) throw new QueryError('nothing to search for', 1);
  return terms;
}

function parseTerm(word: string, at: number): Term {
  const match = /^([^:<>]*)(:|<=|>=|<|>)(.*)$/su.exec(word);
  if (match === null) return { key: '', operator: 'contains', value: word, at, valueAt: at };
  const [, key = '', operator = ':', value = ''] = match;
  if (key === '') throw new QueryError(`"${operator}" has no key before it`, at);
  const valueAt = at + length(key) + operator.length;
  if (value === '') throw new QueryError(`"${key}${operator}" has no value`, valueAt);
  return { key, operator: operator as Comparison, value, at, valueAt };
}

function characterAt(text: string, index: number): number {
  return length(text.slice(0, index)) + 1;
}

/** In characters, as people count them. */
function length(text: string): number {
  return [...text].length;
}
