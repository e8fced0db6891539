import { parseIntegers } from '#transport/http/exact-json.ts';
import { readFormData } from '#transport/http/form-data.ts';
import { membersOf } from './read-value.ts';

/** The parameters of a token request; null when the body is no form, multipart or JSON object in UTF-8. */
export async function readTokenForm(
  bytes: Uint8Array | undefined,
  contentType: string | undefined,
): Promise<ReadonlyMap<string, string> | null> {
  const type = contentType ?? 'application/x-www-form-urlencoded';
  if (bytes === undefined || bytes.length === 0) return new Map();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /^application\/json\b/i.test(type) ? fromJson(text) : await fromForm(bytes, type);
  } catch {
    return null;
  }
}

function fromJson(text: string): ReadonlyMap<string, string> | null {
  const members = membersOf(parseIntegers(text));
  if (members === null) return null;
  const texts = [...members].flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? [[key, String(value)]] : [],
  );
  return new Map(texts);
}

/** Urlencoded or multipart, by its content type. Raises for anything else. */
async function fromForm(bytes: Uint8Array, type: string): Promise<ReadonlyMap<string, string>> {
  const form = await readFormData(bytes.slice(), type);
  const texts = [...form].flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[key, value]] : [],
  );
  return new Map(texts);
}
