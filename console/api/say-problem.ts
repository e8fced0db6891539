import i18next from 'i18next';
import type { Texts } from '@/i18n/zh-CN.ts';

/** A refusal in the agent's language, by its reason or else by its code; in the server's words where neither is known. */
export function sayProblem(code: string, message: string): string {
  const reason = sayReason(message);
  if (reason !== undefined) return reason;
  const key = `problems.${code}`;
  const isKnown: boolean = i18next.exists(key);
  if (!isKnown) return message;
  return i18next.t(key as 'problems.invalid', { message, number: /\+?\d[\d*-]*/.exec(message)?.[0] ?? '' });
}

/** A sentence of the server that tells a reason in the agent's language, after the label of its field where that is a custom one. */
export function sayReason(message: string): string | undefined {
  const { reasons } = i18next.getResourceBundle(i18next.language, 'console') as Texts;
  const [, label = '', whole = ''] = /^(.*?: )?(.*)$/s.exec(message) ?? [];
  // Nobody who works with customers reads a regular expression.
  const sentence = whole.replace(/^(must match pattern) .*$/s, '$1');
  const numbers = [...(sentence.match(/\d+/g) ?? [])];
  const text = reasons[sentence.replace(/\d+/g, 'N')];
  if (text !== undefined) return label + text.replace(/N/g, () => numbers.shift() ?? '');
  const open = sayOpenReason(reasons, sentence);
  return open === undefined ? undefined : label + open;
}

/** The same for a sentence that names something, which a dot-dot-dot stands for. */
function sayOpenReason(reasons: Texts['reasons'], sentence: string): string | undefined {
  for (const [known, text] of Object.entries(reasons)) {
    const [before = '', after] = known.split('…');
    if (after === undefined || sentence.length <= before.length + after.length) continue;
    if (!sentence.startsWith(before) || !sentence.endsWith(after)) continue;
    return text.replace('…', () => sentence.slice(before.length, sentence.length - after.length));
  }
  return undefined;
}
