import { RecentMap } from '#engines/recent-map.ts';
import { type ExactJson, InexactNumber, numberText } from '#transport/http/exact-json.ts';
import { shapeError } from './errors.ts';

export type Members = Readonly<Record<string, ExactJson>>;

/** A member as it was sent: its key with the caller's spelling, for errors. */
interface Sent {
  readonly key: string;
  readonly value: ExactJson;
}

/**
 * The members of a message or of a customer, found by key without regard to case or blanks around it (seed:
 * `" cellphones"`, `custtype`, `uploginNo`).
 */
export class Params {
  readonly #members = new Map<string, Sent>();
  /** A body came with it that can't be read: refused once everything that comes before SHAPE was checked. */
  readonly unreadable: boolean;

  /** Of several sources the first that has a key wins; within one, its last. */
  constructor(sources: readonly Members[], unreadable = false) {
    for (let at = sources.length - 1; at >= 0; at -= 1) {
      const source = sources[at]!;
      for (const key of Object.keys(source)) this.#members.set(fold(key), { key: key.trim(), value: source[key]! });
    }
    this.unreadable = unreadable;
  }

  get size(): number {
    return this.#members.size;
  }

  has(key: string): boolean {
    return this.#members.has(asked(key));
  }

  /** undefined when it wasn't sent. */
  get(key: string): ExactJson | undefined {
    return this.#members.get(asked(key))?.value;
  }

  /** A text, or a number in its digits; null for null and blank; undefined when it wasn't sent. Raises SHAPE. */
  text(key: string): string | null | undefined {
    const sent = this.#members.get(asked(key));
    return sent === undefined ? undefined : textOf(sent.value, key);
  }

  /** The same within the 255 characters (code points) that the seed's tables give to most texts. Raises SHAPE. */
  shortText(key: string): string | null | undefined {
    const text = this.text(key);
    if (text && text.length > LONGEST_TEXT && [...text].length > LONGEST_TEXT) throw shapeError(key);
    return text;
  }

  /** Keys, as sent, that aren't in `known` (lower case). */
  unknown(known: ReadonlySet<string>): string[] {
    const unknown: string[] = [];
    for (const [folded, { key }] of this.#members) if (!known.has(folded)) unknown.push(key);
    return unknown;
  }
}

const LONGEST_TEXT = 255;

function fold(key: string): string {
  return key.trim().toLowerCase();
}

/** Folded forms of the keys that are asked for, which are the dialect's own. */
const askedKeys = new RecentMap<string, string>(1000);

function asked(key: string): string {
  let known = askedKeys.get(key);
  if (known === undefined) askedKeys.set(key, (known = fold(key)));
  return known;
}

/** A text, or a number in its digits; null for null and ''. Raises SHAPE with the wire key. */
export function textOf(value: ExactJson, field: string): string | null {
  if (value === null || value === '') return null;
  const text = plainText(value);
  if (text === null) throw shapeError(field);
  return text;
}

/** A text, or a number in its digits; null for anything else. */
export function plainText(value: ExactJson): string | null {
  if (typeof value === 'string') return value;
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof InexactNumber;
  return isNumber ? numberText(value) : null;
}

const LARGEST_ID = 2n ** 63n - 1n;

/** An id as a number or as digits; null for null and ''. Raises SHAPE for anything else, and beyond int64. */
export function idOf(value: ExactJson, field: string): bigint | null {
  const text = textOf(value, field)?.trim();
  if (text === undefined || text === '') return null;
  if (!/^\d{1,19}$/.test(text)) throw shapeError(field);
  const id = BigInt(text);
  if (id > LARGEST_ID) throw shapeError(field);
  return id;
}

/** The id that a text names; 0, which no record has, for what is no id. */
export function idNamedBy(text: string): bigint {
  const digits = text.trim();
  if (!/^\d{1,19}$/.test(digits)) return 0n;
  const id = BigInt(digits);
  return id <= LARGEST_ID ? id : 0n;
}

/** In an address a bare `+` stands for a blank: the one before 86 was a plus. */
export function withPlus(text: string): string {
  return text.replace(/^ (?=86[\d -])/, '+');
}

/** A plain object of members; null for anything else. */
export function membersOf(value: ExactJson | undefined): Members | null {
  const plain =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof InexactNumber);
  return plain ? value : null;
}

/** The same, but an empty list, as which PHP writes an object without members, is an empty object. */
export function sentMembers(value: ExactJson): Members | null {
  return Array.isArray(value) && value.length === 0 ? {} : membersOf(value);
}
