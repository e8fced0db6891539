/**
 * The digits of a phone as numbers are compared: full-width forms unified, blanks, dashes, dots and brackets off,
 * `+86`/`0086` off. Null unless 5–20 digits are left (95588 and 12345 are phones).
 */
export function normalisePhone(text: string): string | null {
  const bare = text
    .normalize('NFKC')
    .replace(PUNCTUATION, '')
    .replace(/^(?:\+86|0086)/, '');
  return /^\d{5,20}$/.test(bare) ? bare : null;
}

/** The digits of a phone part that somebody searches for; null when the text is no part of a number. */
export function phonePart(text: string): string | null {
  const bare = text
    .normalize('NFKC')
    .replace(PUNCTUATION, '')
    .replace(/^(?:\+86|0086(?=\d))/, '')
    .replace(/^\+/, '');
  return /^\d{1,20}$/.test(bare) ? bare : null;
}

const PUNCTUATION = /[\s\-‐-―−().()[\]]/g;
