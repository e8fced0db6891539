import i18next from 'i18next';

/** A refusal in the agent's language, by field and code or by code alone; else in the server's words. */
export function sayProblem(code: string, message: string, field = ''): string {
  const name = field.split('.').at(-1);
  const key = [`problems.${name}/${code}`, `problems.${code}`].find((one) => i18next.exists(one));
  if (key === undefined) return message;
  return i18next.t(key as 'problems.invalid', { message, number: /\+?\d[\d*-]*/.exec(message)?.[0] ?? '' });
}
