import { isSameText } from '#crm/access/same-text.ts';
import type { SecretBox } from '#crm/access/secret-box.ts';
import type { OrderTerm, PageAnchor } from '#crm/companies/page-order.ts';
import { badRequest } from './errors.ts';

/** What an anchor is bound to: an order means nothing to another list. */
export interface AnchoredList {
  /** As Links.to takes it. */
  readonly resource: string;
  /** With the tie-break. */
  readonly order: readonly OrderTerm[];
}

/**
 * The `after` of a link: where its page begins, by the values of the row beside it, so that rows that come and go meanwhile
 * neither repeat nor hide others. Signed, and bound to the order of the list.
 */
export function encodeAnchor(secrets: SecretBox, list: AnchoredList, anchor: PageAnchor): string {
  const text = `${anchor.side === 'after' ? 'a' : 'b'}.${anchor.values.join('.')}`;
  return `${text}.${signature(secrets, list, text)}`;
}

/** Raises 400 for an anchor that isn't ours, or that is another list's. */
export function decodeAnchor(secrets: SecretBox, list: AnchoredList, sent: string): PageAnchor {
  const match = /^([ab]((?:\.-?\d{1,19})+))\.([\w-]+)$/.exec(sent);
  const [, text = '', values = '', sign = ''] = match ?? [];
  if (match === null || !isSameText(sign, signature(secrets, list, text)))
    throw badRequest('after', 'not from a link of this list');
  return { side: text.startsWith('a') ? 'after' : 'before', values: values.slice(1).split('.').map(BigInt) };
}

function signature(secrets: SecretBox, { resource, order }: AnchoredList, text: string): string {
  const terms = order.map(({ by, direction }) => `${by} ${direction}`).join();
  return secrets.sign('bangwo8 anchor', `${resource}|${terms}|${text}`).slice(0, 16);
}
