import { BLANK_SYMBOL } from './fold.ts';

/**
 * The grams of a folded text: every character, every pair, and triples of ASCII letters and digits (whose pairs alone
 * would tell too little). A text holds a query exactly when its grams hold the query's, up to re-checking long ones.
 */
export function grams(folded: string): string[] {
  const characters = gramCharacters(folded);
  const found = new Set<string>();
  for (let i = 0; i < characters.length; i += 1) {
    found.add(characters[i]!);
    if (i + 1 < characters.length) found.add(characters[i]! + characters[i + 1]!);
    if (isAsciiTriple(characters, i)) found.add(characters[i]! + characters[i + 1]! + characters[i + 2]!);
  }
  found.delete(BLANK_SYMBOL);
  return [...found];
}

export interface QueryGrams {
  readonly tokens: string[];
  /** The tokens alone decide; else each candidate must be compared with the text itself. */
  readonly exact: boolean;
}

/** The grams that a text must have to contain the folded query; long queries are thinned out, as candidates are re-checked. */
export function queryGrams(folded: string): QueryGrams {
  const characters = gramCharacters(folded);
  if (characters.length <= 2) return { tokens: characters.length === 0 ? [] : [characters.join('')], exact: true };
  if (characters.length === 3 && isAsciiTriple(characters, 0)) return { tokens: [characters.join('')], exact: true };
  const tokens = new Set<string>();
  for (let i = 0; i < characters.length - 1; ) {
    const size = isAsciiTriple(characters, i) ? 3 : 2;
    tokens.add(characters.slice(i, i + size).join(''));
    i += size === 3 && i + 3 >= characters.length ? 2 : 1;
  }
  return { tokens: spread([...tokens], MOST_QUERY_TOKENS), exact: false };
}

/** Grams of digits or of pinyin letters: pairs and triples; a single one tells too little to be kept. */
export function digitGrams(digits: string): string[] {
  const found = new Set<string>();
  for (let i = 0; i + 1 < digits.length; i += 1) {
    found.add(digits.slice(i, i + 2));
    if (i + 2 < digits.length) found.add(digits.slice(i, i + 3));
  }
  return [...found];
}

/** The grams that a number (or pinyin) must have to contain `digits`; none for a single one. */
export function queryDigitGrams(digits: string): QueryGrams {
  if (digits.length < 2) return { tokens: [], exact: false };
  if (digits.length <= 3) return { tokens: [digits], exact: true };
  const tokens = new Set<string>();
  for (let i = 0; i + 2 < digits.length; i += 1) tokens.add(digits.slice(i, i + 3));
  return { tokens: spread([...tokens], MOST_QUERY_TOKENS), exact: false };
}

const MOST_QUERY_TOKENS = 24;

function gramCharacters(folded: string): string[] {
  return [...folded.replaceAll(' ', BLANK_SYMBOL)];
}

function isAsciiTriple(characters: readonly string[], start: number): boolean {
  return (
    start + 2 < characters.length &&
    isAsciiWord(characters[start]!) &&
    isAsciiWord(characters[start + 1]!) &&
    isAsciiWord(characters[start + 2]!)
  );
}

function isAsciiWord(character: string): boolean {
  const code = character.charCodeAt(0);
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

function spread(tokens: string[], most: number): string[] {
  if (tokens.length <= most) return tokens;
  const step = tokens.length / most;
  return Array.from({ length: most }, (_unused, index) => tokens[Math.floor(index * step)]!);
}
