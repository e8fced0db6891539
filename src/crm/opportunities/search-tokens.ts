import { grams } from '#crm/search/grams.ts';

/** Every token that an opportunity is found by: the grams of its folded name. */
export function opportunityTokens(nameKey: string): string[] {
  return grams(nameKey);
}
