declare global {
  // TypeScript's own library does not know these two yet (ECMAScript: JSON.parse source text access).
  interface JSON {
    parse(
      text: string,
      reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): object;
  }
}

/** JSON of any value, as `parseExact` reads it: integers beyond 2^53 are bigint, other inexact numbers are `InexactNumber`. */
export type ExactJson =
  | null
  | boolean
  | number
  | bigint
  | string
  | InexactNumber
  | ExactJson[]
  | { [key: string]: ExactJson };

/**
 * A number kept as written: one that JavaScript would round (`9007199254740993.0`), an integer of more than a thousand digits, or any that
 * is no plain integer (parseIntegers).
 */
export class InexactNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

/**
 * Parses JSON without losing a digit. Raises SyntaxError as JSON.parse does. Keys named `__proto__` become plain own keys;
 * of a key that occurs twice the last value counts, as in every JavaScript client.
 */
export function parseExact(text: string): ExactJson {
  if (!mayHoldLongNumber(text)) return JSON.parse(text) as ExactJson;
  return JSON.parse(text, exactNumber) as ExactJson;
}

/**
 * The same, but every number that isn't written as an integer (`1.0`, `1e3`) is an `InexactNumber`: for messages in which an
 * integer must not be written as a fraction.
 */
export function parseIntegers(text: string): ExactJson {
  // Looking at every number takes several times as long.
  if (!/\d[.eE]/.test(text) && !mayHoldLongNumber(text)) return JSON.parse(text) as ExactJson;
  return JSON.parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || context.source === undefined) return value;
    if (!/^-?\d+$/.test(context.source)) return new InexactNumber(context.source);
    return Number.isSafeInteger(value) ? value : longInteger(context.source);
  }) as ExactJson;
}

const exactNumber = (_key: string, value: unknown, context: { source?: string }): unknown => {
  if (typeof value !== 'number' || context.source === undefined) return value;
  if (Number.isSafeInteger(value) && !/[.eE]/.test(context.source)) return value;
  if (/^-?\d+$/.test(context.source)) return longInteger(context.source);
  return significantDigits(context.source) <= 15 ? value : new InexactNumber(context.source);
};

/** Nothing that is asked for is longer; making a bigint of a million digits takes a second, which others would wait for. */
const LONGEST_INTEGER = 1000;

function longInteger(source: string): bigint | InexactNumber {
  return source.length <= LONGEST_INTEGER ? BigInt(source) : new InexactNumber(source);
}

function significantDigits(source: string): number {
  return source
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '').length;
}

const LONGEST_EXACT = 16;

/**
 * Whether 16 digits follow each other (an inner point counts) that no text begins with, as a phone's may: looks at every 16th
 * character only, then around it.
 */
function mayHoldLongNumber(text: string): boolean {
  for (let at = LONGEST_EXACT - 1; at < text.length; at += LONGEST_EXACT) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
    if (end - start >= LONGEST_EXACT && text[start - 1] !== '"') return true;
    at = end;
  }
  return false;
}

function isDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

/**
 * A number in plain digits, each of them, as people write one: `1e-7`, which is how clients in several languages send
 * 0.0000001, becomes that. Null for one beyond every store (`1e400`).
 */
export function numberText(value: number | bigint | InexactNumber): string | null {
  const source = value instanceof InexactNumber ? value.source : String(value);
  if (/^-?\d+(?:\.\d+)?$/.test(source)) return source;
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(source) ?? [];
  if (exponent === undefined) return null;
  const point = whole.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, -point))}${whole}${fraction}`.padEnd(point, '0');
  const before = digits.slice(0, Math.max(0, point)).replace(/^0+/, '') || '0';
  const after = digits.slice(Math.max(0, point));
  return `${sign}${before}${after === '' ? '' : `.${after}`}`;
}

/** JSON text of a value in which bigints stand for themselves, digit by digit, and inexact numbers as they were written. */
export function stringifyExact(value: unknown, space?: number): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) => {
      if (typeof part === 'bigint') return JSON.rawJSON(String(part));
      return part instanceof InexactNumber ? JSON.rawJSON(part.source) : part;
    },
    space,
  );
}

/** An integer as plain JSON.stringify writes it digit by digit: going through every member, as stringifyExact does, takes longer. */
export function jsonInteger(value: bigint): number | object {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : JSON.rawJSON(String(value));
}
