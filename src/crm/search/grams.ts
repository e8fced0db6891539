import type { TextPart } from '#engines/engine.ts';
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

/**
 * The same grams with the pairs first, in turn and repeated ones too: where the index keeps the order, a text holds a query
 * exactly when the query's pairs follow each other in it.
 */
export function gramsInTurn(folded: string): string[] {
  const tokens = pairsOf(gramCharacters(folded));
  for (const gram of grams(folded)) if (codePoints(gram) !== 2) tokens.push(gram);
  return tokens;
}

/** The beginning of the folded query as such an index is asked; `exact` when that is the whole. */
export function queryInTurn(folded: string): Omit<TextPart, 'facets'> & { readonly exact: boolean } {
  const characters = gramCharacters(folded);
  const compared = characters.slice(0, MOST_QUERY_TOKENS + 1);
  const beside = new Set(compared.length === 1 ? compared : []);
  // Triples tell more than pairs where the alphabet is small.
  for (let i = 0; i < compared.length; i += 1) {
    if (isAsciiTriple(compared, i)) beside.add(compared.slice(i, i + 3).join(''));
  }
  return {
    text: compared.join('').replaceAll(BLANK_SYMBOL, ' '),
    inTurn: pairsOf(compared),
    beside: [...beside],
    exact: compared.length === characters.length,
  };
}

function pairsOf(characters: readonly string[]): string[] {
  return characters.slice(1).map((character, at) => characters[at]! + character);
}

function codePoints(gram: string): number {
  return gram.length === 1 ? 1 : [...gram].length;
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
  const tokens = new Set(
    overlappingGrams(characters).map(({ start, size }) => characters.slice(start, start + size).join('')),
  );
  return { tokens: spread([...tokens], MOST_QUERY_TOKENS), exact: false };
}

/** The grams of a query of at least two characters: each overlaps the one before. */
export function overlappingGrams(characters: readonly string[]): { readonly start: number; readonly size: number }[] {
  const turns = [];
  for (let i = 0; i < characters.length - 1; ) {
    const size = isAsciiTriple(characters, i) ? 3 : 2;
    turns.push({ start: i, size });
    i += size === 3 && i + 3 >= characters.length ? 2 : 1;
  }
  return turns;
}

/**
 * Adds the grams of words of digits or of pinyin letters, each once and marked with a kind: pairs and triples; a single one tells
 * too little. Nearly all are of 0–9 and a–z: those come from a table, since making and comparing the texts for every
 * number is what indexing would spend its time on.
 */
export function addWordGrams(tokens: string[], kind: string, words: readonly string[]): void {
  const table = tableOf(kind);
  table.round += 1;
  for (const word of words) {
    for (let i = 0; i + 1 < word.length; i += 1) {
      const pair = digit(word, i) * BASE + digit(word, i + 1);
      addGram(table, tokens, word, i, 2, pair);
      if (i + 2 < word.length) addGram(table, tokens, word, i, 3, TRIPLES + pair * BASE + digit(word, i + 2));
    }
  }
}

const BASE = 36;
/** Triples stand behind the pairs. */
const TRIPLES = BASE ** 2;
const TABLE_SIZE = TRIPLES + BASE ** 3;

interface GramTable {
  readonly kind: string;
  readonly texts: (string | undefined)[];
  /** The round in which each was last found. */
  readonly rounds: Float64Array;
  round: number;
}

const tables = new Map<string, GramTable>();

function tableOf(kind: string): GramTable {
  let table = tables.get(kind);
  if (table === undefined) {
    table = { kind, texts: Array.from({ length: TABLE_SIZE }), rounds: new Float64Array(TABLE_SIZE), round: 0 };
    tables.set(kind, table);
  }
  return table;
}

function addGram(table: GramTable, tokens: string[], word: string, start: number, length: number, place: number): void {
  if (Number.isNaN(place)) {
    const other = table.kind + word.slice(start, start + length);
    if (!tokens.includes(other)) tokens.push(other);
    return;
  }
  if (table.rounds[place] === table.round) return;
  table.rounds[place] = table.round;
  tokens.push((table.texts[place] ??= table.kind + word.slice(start, start + length)));
}

/** The value of 0–9 and a–z, NaN for any other character. */
function digit(word: string, at: number): number {
  const code = word.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x7a ? code - 0x57 : Number.NaN;
}

/** The grams that a number (or pinyin) must have to contain `digits`; none for a single one. */
export function queryDigitGrams(digits: string): QueryGrams {
  if (digits.length < 2) return { tokens: [], exact: false };
  if (digits.length <= 3) return { tokens: [digits], exact: true };
  const tokens = new Set<string>();
  for (let i = 0; i + 2 < digits.length; i += 1) tokens.add(digits.slice(i, i + 3));
  return { tokens: spread([...tokens], MOST_QUERY_TOKENS), exact: false };
}

export const MOST_QUERY_TOKENS = 24;

export function gramCharacters(folded: string): string[] {
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

export function isAsciiWord(character: string): boolean {
  const code = character.charCodeAt(0);
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

function spread(tokens: string[], most: number): string[] {
  if (tokens.length <= most) return tokens;
  const step = tokens.length / most;
  return Array.from({ length: most }, (_unused, index) => tokens[Math.floor(index * step)]!);
}
