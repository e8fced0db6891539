import { BLANK_SYMBOL } from '#crm/search/fold.ts';
import { addWordGrams, grams, queryDigitGrams, queryGrams, type QueryGrams } from '#crm/search/grams.ts';

/** Kinds of tokens in the index of customers; a letter before each gram keeps them apart. */
const NAME = 'n';
const WHOLE_NAME = 'w';
const PHONE = 'p';
const PINYIN = 'y';
const ID = 'i';

/** Every token that a customer is found by, but for those of its id. */
export function customerTokens(customer: {
  readonly nameKey: string;
  readonly pinyinKey: string;
  readonly numbers: readonly string[];
}): string[] {
  const { nameKey, pinyinKey, numbers } = customer;
  const tokens = [wholeNameToken(nameKey)];
  for (const gram of grams(nameKey)) tokens.push(NAME + gram);
  addWordGrams(tokens, PHONE, numbers);
  for (const digit of DIGITS) if (numbers.some((number) => number.includes(digit))) tokens.push(PHONE + digit);
  addWordGrams(tokens, PINYIN, pinyinKey.split(' '));
  return tokens;
}

/** The tokens of a customer's id, which a bulk knows last. Shorter parts than triples are in so many ids that they needn't be looked for. */
export function idTokens(id: bigint): string[] {
  return triplesOf(String(id));
}

/** Tokens of customers whose id contains the digits; null for too few of them. */
export function idPartTokens(digits: string): QueryGrams | null {
  if (digits.length < 3) return null;
  return { tokens: triplesOf(digits), exact: digits.length === 3 };
}

/** Plain loops: a bulk makes them of every id, and has no other thread for it. */
function triplesOf(digits: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at + 3 <= digits.length; at += 1) {
    const token = ID + digits.slice(at, at + 3);
    if (!tokens.includes(token)) tokens.push(token);
  }
  return tokens;
}

const DIGITS = [...'0123456789'];

const LONGEST_WHOLE_NAME = 64;

/**
 * What customers of this folded name carry, and of names that differ from it in case, width or far behind only. In the gram
 * index it costs a tenth of what an index of names does, whose pages a bulk of new customers hits all over.
 */
export function wholeNameToken(nameKey: string): string {
  const name = nameKey.length <= LONGEST_WHOLE_NAME ? nameKey : [...nameKey].slice(0, LONGEST_WHOLE_NAME).join('');
  return WHOLE_NAME + name.replaceAll(' ', BLANK_SYMBOL);
}

/** Tokens of customers whose name contains the folded text. */
export function nameTokens(folded: string): QueryGrams {
  return withKind(NAME, queryGrams(folded));
}

/** Tokens of customers with a phone that contains the digits. Single ones are kept too: half a million rows can't be compared. */
export function phoneTokens(digits: string): QueryGrams {
  if (digits.length === 1) return { tokens: [PHONE + digits], exact: true };
  return withKind(PHONE, queryDigitGrams(digits));
}

/** Tokens of customers whose pinyin or initials contain the letters. */
export function pinyinTokens(letters: string): QueryGrams {
  return withKind(PINYIN, queryDigitGrams(letters));
}

function withKind(kind: string, query: QueryGrams): QueryGrams {
  return { ...query, tokens: query.tokens.map((token) => kind + token) };
}
