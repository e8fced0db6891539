import { parseIntegers } from '#transport/http/exact-json.ts';
import { malformed } from './errors.ts';
import { membersOf, type Members } from './read-value.ts';

/** A JSON object in UTF-8, every digit kept. Raises 400 for another content type, and for what is no JSON object. */
export function readBody(bytes: Uint8Array | undefined, contentType: string | undefined): Members {
  if (!isJsonType(contentType ?? '')) throw malformed('Content-Type 必须为 application/json');
  const members = membersOf(parse(bytes ?? new Uint8Array()));
  if (members === null) throw malformed('请求体必须为 JSON 对象');
  return members;
}

function isJsonType(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  return type.trim() === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}

function parse(bytes: Uint8Array) {
  try {
    return parseIntegers(utf8.decode(bytes));
  } catch {
    throw malformed('请求体不是合法的 JSON');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
