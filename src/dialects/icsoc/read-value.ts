import { type ExactJson, InexactNumber } from '#transport/http/exact-json.ts';
import { badForm } from './errors.ts';

/** The members of a body. */
export type Members = ReadonlyMap<string, ExactJson>;

const LARGEST_ID = 2n ** 63n - 1n;

/**
 * An id as a JSON integer of any size or as digits in a string (the seed: 可使用字符串方式传递); null for null, '' and 0.
 * Raises 422 for a fraction, an exponent, a sign, anything else, and beyond int64.
 */
export function idOf(value: ExactJson, key: string): bigint | null {
  if (value === null || value === '') return null;
  const text = digitsOf(value);
  if (text === null || text.startsWith('-')) throw badForm(key);
  const id = BigInt(text);
  if (id > LARGEST_ID) throw badForm(key);
  return id === 0n ? null : id;
}

/** An integer as a JSON integer or as digits; null for null and ''. Raises 422. */
export function integerOf(value: ExactJson, key: string): bigint | null {
  if (value === null || value === '') return null;
  const text = digitsOf(value);
  if (text === null) throw badForm(key);
  return BigInt(text);
}

/** A text, or an integer in its digits; null for null and ''. Raises 422. */
export function textOf(value: ExactJson, key: string): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw badForm(key);
}

/** The digits of an integer, with a minus sign where there is one; null for anything else. At most 20 characters. */
function digitsOf(value: ExactJson): string | null {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
  if (typeof text !== 'string') return null;
  const trimmed = text.trim();
  return /^-?\d{1,19}$/.test(trimmed) ? trimmed : null;
}

/** An object's members; null for anything else. */
export function membersOf(value: ExactJson | undefined): Members | null {
  const plain =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof InexactNumber);
  return plain ? new Map(Object.entries(value)) : null;
}

/** Whether two values say the same: an integer and its digits in a string do, key order doesn't matter. */
export function isSame(a: ExactJson | undefined, b: ExactJson | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index]));
  }
  const [left, right] = [membersOf(a), membersOf(b)];
  if (left !== null && right !== null) {
    return left.size === right.size && [...left].every(([key, value]) => isSame(value, right.get(key)));
  }
  if (left !== null || right !== null) return false;
  return a === b || (a !== null && b !== null && plainText(a) === plainText(b));
}

/**
 * Whether an integer is what a client sends back that reads numbers as doubles, as the author of the seed's example of creating
 * a record did: 6471994196059472000 of 6471994196059471873.
 */
export function isRounded(sent: ExactJson | undefined, shown: ExactJson | undefined): boolean {
  return typeof sent === 'bigint' && typeof shown === 'bigint' && String(sent) === String(Number(shown));
}

function plainText(value: ExactJson): string {
  return value instanceof InexactNumber ? value.source : String(value);
}
