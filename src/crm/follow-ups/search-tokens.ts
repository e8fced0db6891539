import { gramsInTurn } from '#crm/search/grams.ts';

/** Every token that a follow-up is found by: the grams of its folded text, in turn. */
export function followUpTokens(contentKey: string): string[] {
  return gramsInTurn(contentKey);
}
