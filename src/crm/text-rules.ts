import { CrmError } from '#crm/errors.ts';

/** Whether both engines could store the text; what no store can hold, no search can find. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Whether nothing is given: no value, or a text of blanks alone. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/**
 * A text that both engines can store, within `max` code points.
 * Raises `too_long`, or `invalid` for NUL and for surrogates without their other half.
 */
export function checkText(field: string, text: string, max: number): string {
  if (text.includes('\0')) throw new CrmError('invalid', { field, reason: 'holds a NUL character' });
  if (!text.isWellFormed()) throw new CrmError('invalid', { field, reason: 'is not well-formed Unicode' });
  if (text.length > max && [...text].length > max) throw new CrmError('too_long', { field, max });
  return text;
}
