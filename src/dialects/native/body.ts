import type { FastifyInstance } from 'fastify';
import { type ExactJson, InexactNumber, parseExact } from '#transport/http/exact-json.ts';
import { NativeError } from './errors.ts';

/** A JSON body: its bytes for the memory of repeats, and its value with long integers as their digits. */
export interface JsonBody {
  readonly text: string;
  readonly value: unknown;
}

export const noBody: JsonBody = { text: '', value: {} };

/** Reads JSON and nothing else; a route with a body of its own adds its parser itself. */
export function addJsonParser(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, text: string) =>
    readJson(text),
  );
}

function readJson(text: string): JsonBody {
  if (text.trim() === '') return noBody;
  let value: ExactJson;
  try {
    value = parseExact(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new NativeError(400, 'bad_request', 'The body is not JSON.');
  }
  if (!text.isWellFormed()) throw new NativeError(400, 'bad_request', 'The body is not UTF-8.');
  return { text, value: plain(value, 0) };
}

const DEEPEST = 64;

/** Ids beyond 2^53 become their digits; no schema of ours takes a number that was rounded. */
function plain(value: ExactJson, depth: number): unknown {
  if (depth > DEEPEST) throw new NativeError(400, 'bad_request', 'The body nests too deep.');
  if (typeof value === 'bigint') return String(value);
  if (value instanceof InexactNumber)
    throw new NativeError(400, 'bad_request', `${value.source} cannot be kept exactly.`);
  if (Array.isArray(value)) return value.map((entry) => plain(entry, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, plain(entry, depth + 1)] as const);
  return Object.fromEntries(entries);
}
