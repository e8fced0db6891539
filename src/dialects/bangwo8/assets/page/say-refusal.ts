import { texts, type Language } from './texts.ts';

/** A refusal `key: reason`, as the dialect words it, in the language of the page. */
export function sayRefusal(language: Language, message: string): string {
  const [, key, reason = message] = /^(.+?): (.*)$/s.exec(message) ?? [];
  for (const [known, text] of Object.entries(texts[language].reasons)) {
    const [before = '', after] = known.split('…');
    const named = after === undefined ? '' : reason.slice(before.length, reason.length - after.length);
    if (known.replace('…', () => named) !== reason) continue;
    return `${key === undefined ? '' : `${key}：`}${text.replace('…', () => named)}`;
  }
  return message;
}
