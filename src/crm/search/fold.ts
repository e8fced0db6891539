/** Stands for a blank inside a gram, which must hold none. fold() never leaves it in a text. */
export const BLANK_SYMBOL = '\u2420';

/**
 * Text as search compares it: compatibility forms unified, lower case, any run of blanks one blank. What lower case alone
 * leaves different is unified too: a sigma at the end of a word, which a part of the word needn't end with, and ß beside SS.
 */
export function fold(text: string): string {
  return UNCHANGED.test(text) ? text : foldAny(text);
}

/** Most names and all numbers: folding leaves them as they are, and normalising costs as much as all else together. */
const UNCHANGED = /^[\u4e00-\u9fff0-9a-z]*$/;

function foldAny(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll('ß', 'ss')
    .replace(/[\s\u2420]+/gu, ' ')
    .trim();
}
