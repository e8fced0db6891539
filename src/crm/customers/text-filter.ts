import { fold } from '#crm/search/fold.ts';
import type { CustomerFilter } from './customer.ts';

const FEWEST_LETTERS = 2;

/**
 * What a text typed into one box asks for: Latin letters the pinyin or initials of a name (by which Latin names are found too),
 * anything else part of a name or of a phone.
 */
export function textFilter(text: string): CustomerFilter {
  const letters = fold(text).replaceAll(/[ ']/g, '');
  const isLatin = /^[a-z0-9]+$/.test(letters) && /[a-z]/.test(letters) && letters.length >= FEWEST_LETTERS;
  return isLatin ? { pinyinContains: letters } : { text };
}
