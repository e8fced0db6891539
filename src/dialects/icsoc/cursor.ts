import { isSameText } from '#crm/access/same-text.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import type { Position } from '#crm/keyset.ts';
import { malformed } from './errors.ts';

const PURPOSE = 'icsoc cursor';
const LONGEST = 300;

/**
 * What callers hand back to go on: the position of a page's last row, signed together with `bound`, the list, sort and filters
 * that it belongs to. Opaque to them.
 */
export function writeCursor(secrets: SecretBox, bound: string, position: Position): string {
  const text = position.join(',');
  return Buffer.from(`${text}.${signature(secrets, bound, text)}`, 'latin1').toString('base64url');
}

/** Raises 400 for one that was altered, isn't ours, or belongs to another list, sort or filter. */
export function readCursor(secrets: SecretBox, bound: string, cursor: string): Position {
  const bytes = Buffer.from(cursor.slice(0, LONGEST), 'base64url');
  const match = /^(-?\d+(?:,-?\d+)*)\.([\w-]+)$/.exec(bytes.toString('latin1'));
  // The last letter may hold bits that stand for nothing: altered there, it is altered all the same.
  if (match === null || bytes.toString('base64url') !== cursor) throw wrongCursor();
  const [, text, sent] = match as unknown as [string, string, string];
  if (!isSameText(sent, signature(secrets, bound, text))) throw wrongCursor();
  return text.split(',').map(BigInt);
}

function wrongCursor() {
  return malformed('cursor 无效，或与当前排序、筛选条件不一致');
}

/** 132 bits are more than anyone guesses. */
function signature(secrets: SecretBox, bound: string, text: string): string {
  return secrets.sign(PURPOSE, `${bound} ${text}`).slice(0, 22);
}
