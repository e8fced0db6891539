import { type ExactJson, InexactNumber, numberText, parseExact } from '#transport/http/exact-json.ts';
import { badRequest, malformed, notJson } from './errors.ts';
import type { Call } from './route.ts';

export type Members = Readonly<Record<string, ExactJson>>;

/**
 * The record in a body `{"<name>":{…}}`. Raises 415 unless it is sent as JSON, 400 for malformed JSON or another shape.
 * Keys that are not in `known` are passed over and counted, or refused under HUILIU_STRICT.
 */
export function readRecord(call: Call, name: string, known: ReadonlySet<string>): Members {
  const record = readMembers(call, name);
  refuseUnknown(call, Object.keys(record), known);
  return record;
}

/** The same with whatever keys it has: the caller tells which it knows. */
export function readMembers(call: Call, name: string): Members {
  const envelope = readBody(call);
  const record = membersOf(envelope[name]);
  if (record === null) throw badRequest(name, 'must be an object');
  refuseUnknown(call, Object.keys(envelope), new Set([name]));
  return record;
}

/** The body's members. Raises 415 unless it is sent as JSON, 400 for malformed JSON or anything but an object. */
export function readBody(call: Call): Members {
  const body = membersOf(readJson(call));
  if (body === null) throw malformed('The body must be a JSON object');
  return body;
}

export function refuseUnknown(
  call: Pick<Call, 'strict' | 'countUnknown'>,
  keys: readonly string[],
  known: ReadonlySet<string>,
): void {
  const unknown = keys.filter((key) => !known.has(key));
  if (unknown.length === 0) return;
  if (call.strict) throw badRequest(unknown[0]!, 'unknown key');
  call.countUnknown(unknown);
}

function readJson(call: Call): ExactJson {
  if (!/^application\/json\s*(?:;|$)/i.test(call.contentType.trim())) throw notJson();
  const text = decode(call.body);
  try {
    return parseExact(text);
  } catch {
    throw malformed('The body is not valid JSON');
  }
}

function decode(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw malformed('The body is not UTF-8');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A plain object's members; null for anything else. */
export function membersOf(value: ExactJson | undefined): Members | null {
  const plain =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof InexactNumber);
  return plain ? value : null;
}

/** A text, or a number in its digits; null for null. Raises 400 for anything else. */
export function textOf(value: ExactJson, field: string): string | null {
  if (value === null || typeof value === 'string') return value;
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof InexactNumber;
  const digits = isNumber ? numberText(value) : null;
  if (digits === null) throw badRequest(field, 'must be a text or a number');
  return digits;
}

const LARGEST_ID = 2n ** 63n - 1n;

/** A positive int64 in digits; null for anything else. */
export function parseId(text: string): bigint | null {
  const digits = text.trim();
  if (!/^\d{1,19}$/.test(digits)) return null;
  const id = BigInt(digits);
  return id > 0n && id <= LARGEST_ID ? id : null;
}
