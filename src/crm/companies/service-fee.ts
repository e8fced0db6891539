import { CrmError } from '#crm/errors.ts';

/**
 * The canonical text of a service fee, with two places: `1` → `1.00`, '' → `0.00`.
 * Raises `invalid` for anything but a decimal with at most two places and 15 digits before the point.
 */
export function canonicalFee(text: string): string {
  if (text === '') return '0.00';
  const match = /^(-?)0*(\d{1,15})(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) {
    throw new CrmError('invalid', { field: 'serviceFee', reason: 'not a decimal with at most two places' });
  }
  const [, sign, whole, places = ''] = match;
  const amount = `${whole}.${places.padEnd(2, '0')}`;
  return amount === '0.00' ? amount : `${sign}${amount}`;
}
