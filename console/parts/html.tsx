import DOMPurify from 'dompurify';
import { type ReactNode, useMemo } from 'react';
import styles from './html.module.css';

/**
 * HTML that somebody else wrote, with everything taken out that could act: scripts, frames, forms, styles, and addresses that load by
 * themselves (a picture tells its server who reads). Links open elsewhere.
 */
export function Html({ html }: { html: string }): ReactNode {
  const clean = useMemo(() => sanitise(html), [html]);
  // oxlint-disable-next-line react/no-danger
  return clean === '' ? null : <div className={styles.html} dangerouslySetInnerHTML={{ __html: clean }} />;
}

export function sanitise(html: string): string {
  return purifier().sanitize(html, {
    ALLOWED_TAGS: [
      'p',
      'br',
      'div',
      'span',
      'b',
      'strong',
      'i',
      'em',
      'u',
      's',
      'ul',
      'ol',
      'li',
      'blockquote',
      'pre',
      'code',
      'a',
      'h1',
      'h2',
      'h3',
      'h4',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'hr',
    ],
    ALLOWED_ATTR: ['href', 'title', 'colspan', 'rowspan', 'target', 'rel'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
  });
}

let made: typeof DOMPurify | undefined;

function purifier(): typeof DOMPurify {
  if (made !== undefined) return made;
  made = DOMPurify();
  made.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName !== 'A') return;
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
  });
  return made;
}
