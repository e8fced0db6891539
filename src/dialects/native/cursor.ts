import { isSameText } from '#crm/access/same-text.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import { badRequest } from './errors.ts';

/**
 * Where a page ended: small numbers and ids, signed, so that a caller can neither read meaning into it nor make one. It
 * belongs to one list: the same filters and sort.
 * @param list names the list, its filters and its sort
 */
export function writeCursor(secrets: SecretBox, list: string, values: readonly (bigint | number)[]): string {
  const text = values.map(String).join('.');
  return Buffer.from(`${text}~${signature(secrets, list, text)}`).toString('base64url');
}

/** The values of a cursor. Raises 400 for one that isn't ours or is another list's. */
export function readCursor(secrets: SecretBox, list: string, cursor: string): bigint[] {
  const bytes = Buffer.from(cursor, 'base64url');
  const [text = '', sign = ''] = bytes.toString('latin1').split('~');
  // The last letter may hold bits that stand for nothing: altered there, it is altered all the same.
  const isWhole = bytes.toString('base64url') === cursor && /^-?\d+(\.-?\d+)*$/.test(text);
  if (!isWhole || !isSameText(sign, signature(secrets, list, text))) {
    throw badRequest('cursor', 'not one of this list', 'wrong_cursor');
  }
  return text.split('.').map(BigInt);
}

function signature(secrets: SecretBox, list: string, text: string): string {
  return secrets.sign('native cursor', `${list}\n${text}`).slice(0, 22);
}
