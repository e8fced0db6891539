import { type ExactJson, parseExact } from '#transport/http/exact-json.ts';

import { shapeError } from './errors.ts';

const DEEPEST = 32;

/** The text is neither JSON nor what the seed writes in its place. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/**
 * Reads JSON exactly, and when the text isn't JSON, the way the seed writes its examples: unquoted or single-quoted
 * words, `;` for `,` or no separator at all, trailing commas, `//` comments, a closing bracket of the wrong kind (it
 * closes the innermost), missing closers at the end or of an array before a quoted key, `Json:` before the first brace. A
 * bare number with a leading zero is text. Takes time linear in the text's length; raises UnreadableError.
 */
export function readLenient(text: string): ExactJson {
  let value: ExactJson;
  try {
    value = parseExact(text);
  } catch {
    return new LenientReader(text).read();
  }
  if (isDeeper(value, DEEPEST)) throw new UnreadableError('nested too deeply');
  return value;
}

function isDeeper(value: ExactJson, than: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return than === 0 || Object.values(value).some((part: ExactJson) => isDeeper(part, than - 1));
}

/** JSON text inside a member, in every writing that a message may have. Raises SHAPE with the member's key. */
export function readText(text: string, field: string): ExactJson {
  try {
    return readLenient(text);
  } catch (error) {
    throw error instanceof UnreadableError ? shapeError(field) : error;
  }
}

class LenientReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF?\s*\w+\s*[:：]\s*(?=\{)/, '');
  }

  read(): ExactJson {
    this.#skipBlank();
    const value = this.#value(0);
    this.#skipSeparators();
    // A closer too many is as harmless as one too few.
    while (isCloser(this.#text[this.#at])) {
      this.#at += 1;
      this.#skipSeparators();
    }
    if (this.#at < this.#text.length) throw new UnreadableError('text after the message');
    return value;
  }

  #value(depth: number): ExactJson {
    if (depth > DEEPEST) throw new UnreadableError('nested too deeply');
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"' || first === "'") return this.#quoted(first);
    return wordValue(this.#word(/[,;，；{}[\]\n\r]/));
  }

  #object(depth: number): ExactJson {
    const object: { [key: string]: ExactJson } = {};
    this.#at += 1;
    for (;;) {
      this.#skipSeparators();
      if (this.#ended()) return object;
      const key = this.#key();
      this.#skipBlank();
      const value = this.#value(depth + 1);
      // Assigning `__proto__` would change the object instead of its members.
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    }
  }

  #array(depth: number): ExactJson[] {
    const array: ExactJson[] = [];
    this.#at += 1;
    for (;;) {
      this.#skipSeparators();
      if (this.#atMember() || this.#ended()) return array;
      array.push(this.#value(depth + 1));
    }
  }

  /** At a member of the object around: `"cellphones": [{…},"address":…` lacks the array's closer (seed, list_customers). */
  #atMember(): boolean {
    const start = this.#at;
    const quote = this.#text[start];
    if (quote !== '"' && quote !== "'") return false;
    this.#quoted(quote);
    this.#skipBlank();
    const colon = this.#text[this.#at];
    this.#at = start;
    return colon === ':' || colon === '：';
  }

  /** At the end of the innermost object or array: takes its closer, of whatever kind; the text's end closes all. */
  #ended(): boolean {
    if (this.#at >= this.#text.length) return true;
    if (!isCloser(this.#text[this.#at])) return false;
    this.#at += 1;
    return true;
  }

  #key(): string {
    const first = this.#text[this.#at];
    const key = first === '"' || first === "'" ? this.#quoted(first) : this.#word(/[:：,;{}[\]\n\r]/);
    this.#skipBlank();
    const colon = this.#text[this.#at];
    if ((colon !== ':' && colon !== '：') || key === '') throw new UnreadableError('a member without a colon');
    this.#at += 1;
    return key;
  }

  #quoted(quote: string): string {
    const start = this.#at + 1;
    let end = start;
    while (end < this.#text.length && this.#text[end] !== quote) end += this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) throw new UnreadableError('a text without its closing quote');
    this.#at = end + 1;
    return unescape(this.#text.slice(start, end), quote);
  }

  /** A bare word up to a character that can't be in one, a line's end, a quoted text behind a blank, or a comment. */
  #word(end: RegExp): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !end.test(this.#text[this.#at]!)) {
      if (this.#atComment() || this.#atNextQuoted()) break;
      this.#at += 1;
    }
    const word = this.#text.slice(start, this.#at).trim();
    if (word === '' || /^[:：]/.test(word)) throw new UnreadableError('a value is missing');
    return word;
  }

  #atNextQuoted(): boolean {
    const character = this.#text[this.#at];
    return (character === '"' || character === "'") && /\s/.test(this.#text[this.#at - 1]!);
  }

  /** `//` that begins a word, not the one inside an address. */
  #atComment(): boolean {
    return this.#text.startsWith('//', this.#at) && (this.#at === 0 || /[\s,;{}[\]"']/.test(this.#text[this.#at - 1]!));
  }

  #skipSeparators(): void {
    this.#skip(/[\s,;，；\uFEFF]/);
  }

  #skipBlank(): void {
    this.#skip(/[\s\uFEFF]/);
  }

  #skip(characters: RegExp): void {
    for (;;) {
      while (this.#at < this.#text.length && characters.test(this.#text[this.#at]!)) this.#at += 1;
      if (!this.#text.startsWith('//', this.#at)) return;
      const lineEnd = this.#text.indexOf('\n', this.#at);
      this.#at = lineEnd === -1 ? this.#text.length : lineEnd;
    }
  }
}

function isCloser(character: string | undefined): boolean {
  return character === '}' || character === ']' || character === ')';
}

const WORDS: Readonly<Record<string, ExactJson>> = { true: true, false: false, null: null };

function wordValue(word: string): ExactJson {
  if (Object.hasOwn(WORDS, word)) return WORDS[word]!;
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word) ? parseExact(word) : word;
}

function unescape(raw: string, quote: string): string {
  if (!raw.includes('\\')) return raw;
  const json = raw.replace(/\\[\s\S]|"|[\u0000-\u001f]/g, (found) => {
    if (found === "\\'") return "'";
    if (found === '"') return quote === "'" ? '\\"' : found;
    return found.length === 1 ? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}` : found;
  });
  try {
    return JSON.parse(`"${json}"`) as string;
  } catch {
    throw new UnreadableError('an escape that is none');
  }
}
