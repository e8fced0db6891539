import i18next from 'i18next';
import type { Texts } from '@/i18n/zh-CN.ts';

/** A refusal in the agent's language, by field and code, by its reason, or by code alone; else in the server's words. */
export function sayProblem(code: string, message: string, field = ''): string {
  const name = field.split('.').at(-1);
  const exists = (key: string): boolean => i18next.exists(key);
  const reason = exists(`problems.${name}/${code}`) ? undefined : sayReason(message);
  if (reason !== undefined) return reason;
  const key = [`problems.${name}/${code}`, `problems.${code}`].find(exists);
  if (key === undefined) return message;
  return i18next.t(key as 'problems.invalid', { message, number: /\+?\d[\d*-]*/.exec(message)?.[0] ?? '' });
}

/** A sentence of the server that tells a reason in the agent's language, after the label of its field where that is a custom one. */
export function sayReason(message: string): string | undefined {
  const { reasons } = i18next.getResourceBundle(i18next.language, 'console') as Texts;
  const [, label = '', sentence = ''] = /^(.*?: )?(.*)$/s.exec(message) ?? [];
  const numbers = [...(sentence.match(/\d+/g) ?? [])];
  const text = reasons[sentence.replace(/\d+/g, 'N')];
  return text === undefined ? undefined : label + text.replace(/N/g, () => numbers.shift() ?? '');
}
