import { CrmError } from '#crm/errors.ts';
import { fold } from '#crm/search/fold.ts';
import { htmlToText } from '#crm/search/html-text.ts';
import { checkText, isBlank } from '#crm/text-rules.ts';

const LONGEST_CONTENT = 20_000;

/** The columns that a content fills: raw, without tags, and as search compares it. Raises `missing` for a blank one, `too_long`, `invalid`. */
export function contentColumns(content: string) {
  if (isBlank(content)) throw new CrmError('missing', { field: 'content' });
  checkText('content', content, LONGEST_CONTENT);
  const text = htmlToText(content);
  return { content, content_text: text, content_key: fold(text) };
}

/** A time in UTC ms that a record can hold. Raises `invalid`. */
export function checkNextContact(at: number | null): number | null {
  if (at !== null && !(Number.isSafeInteger(at) && at >= 0)) {
    throw new CrmError('invalid', { field: 'nextContactAt', reason: 'not a time' });
  }
  return at;
}
