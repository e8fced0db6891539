import { grams } from '#crm/search/grams.ts';

/** Every token that a follow-up is found by: the grams of its folded text. */
export function followUpTokens(contentKey: string): string[] {
  return grams(contentKey);
}
