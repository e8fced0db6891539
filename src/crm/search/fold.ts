/** Stands for a blank inside a gram, which must hold none. fold() never leaves it in a text. */
export const BLANK_SYMBOL = '\u2420';

/** Text as search compares it: compatibility forms unified, lower case, any run of blanks one blank. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u2420]+/gu, ' ')
    .trim();
}
