import { CrmError } from '#crm/errors.ts';
import { checkText } from '#crm/text-rules.ts';

const LONGEST_NAME = 255;
const LONGEST_LOGIN = 64;

/** A name that people see: not blank, at most 255 code points; blanks at its ends are taken off. */
export function checkName(field: string, text: string): string {
  const name = checkText(field, text.trim(), LONGEST_NAME);
  if (name === '') throw new CrmError('missing', { field });
  return name;
}

/** A tenant's code stands before the bar of `企业代码|工号`: letters, digits, `.`, `_` and `-` of any script. */
export function checkTenantCode(code: string): string {
  return checkToken('code', code, /^[\p{L}\p{N}._-]+$/u);
}

/**
 * A login number (工号): no blanks or controls, no bar (it parts it from the tenant's code), no colon (Basic parts it from
 * the password there), no comma.
 */
export function checkLoginNo(loginNo: string): string {
  return checkToken('loginNo', loginNo, /^[^\s\p{C}|｜:：,，]+$/u);
}

export function checkTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    throw new CrmError('invalid', { field: 'timeZone', reason: 'not an IANA time zone' });
  }
}

function checkToken(field: string, text: string, allowed: RegExp): string {
  checkText(field, text, LONGEST_LOGIN);
  if (text === '') throw new CrmError('missing', { field });
  if (!allowed.test(text)) throw new CrmError('invalid', { field, reason: 'holds a character that is not allowed' });
  return text;
}
