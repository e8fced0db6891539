import { gramCharacters, isAsciiWord, MOST_QUERY_TOKENS, overlappingGrams } from './grams.ts';

/**
 * What tells, of nearly all texts that hold the grams of a long query, that they contain it: successive grams overlap, and
 * where the text holds the overlap but once, both are of the same place. So only texts that hold one of the overlaps
 * repeatedly must be compared themselves.
 */

/** Characters, and pairs of ASCII letters and digits, that stand in a folded text more than once. */
export function repeats(folded: string): string[] {
  const characters = gramCharacters(folded);
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const note = (part: string) => (seen.has(part) ? repeated.add(part) : seen.add(part));
  for (const [i, character] of characters.entries()) {
    note(character);
    const next = characters[i + 1];
    if (next !== undefined && isAsciiWord(character) && isAsciiWord(next)) note(character + next);
  }
  return [...repeated];
}

/** Where the grams of a folded query overlap; null for one of so many grams that not all of them are asked for. */
export function queryOverlaps(folded: string): string[] | null {
  const characters = gramCharacters(folded);
  const turns = overlappingGrams(characters);
  if (turns.length > MOST_QUERY_TOKENS) return null;
  const overlaps = turns.slice(1).map(({ start }, at) => {
    const before = turns[at]!;
    return characters.slice(start, before.start + before.size).join('');
  });
  return [...new Set(overlaps)];
}
