/** Text as search compares it: compatibility forms unified, lower case, any run of blanks one blank. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
