import { CrmError } from '#crm/errors.ts';
import { normalisePhone } from '#crm/search/normalise-phone.ts';
import { checkText } from '#crm/text-rules.ts';

const LONGEST_SERIAL = 255;
const LATEST_TIME = 8.64e15;

/** A serial that a record is found by again. Raises `missing`, `invalid`, `too_long`. */
export function checkSerial(serial: string): string {
  if (serial.trim() === '') throw new CrmError('missing', { field: 'serial' });
  return checkText('serial', serial, LONGEST_SERIAL);
}

/** A time in UTC ms. Raises `invalid`. */
export function checkTime(field: string, at: number): number {
  if (Number.isSafeInteger(at) && at >= 0 && at <= LATEST_TIME) return at;
  throw new CrmError('invalid', { field, reason: 'not a time' });
}

/** One of a few words. Raises `invalid`. */
export function checkWord<W extends string>(field: string, word: W, words: readonly W[]): W {
  if (words.includes(word)) return word;
  throw new CrmError('invalid', { field, reason: `not one of ${words.join(', ')}` });
}

/** The digits by which a phone is compared. Raises `invalid`. */
export function checkPhone(phone: string): string {
  const number = normalisePhone(phone);
  if (number !== null) return number;
  throw new CrmError('invalid', { field: 'phone', reason: 'not a phone of 5 to 20 digits' });
}
