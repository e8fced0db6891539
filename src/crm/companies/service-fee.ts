import { CrmError } from '#crm/errors.ts';

const MOST_DIGITS = 15;

/**
 * The canonical text of a service fee, with two places: `1` → `1.00`, '' → `0.00`.
 * Raises `invalid` for anything but a decimal with at most two places and 15 digits before the point.
 */
export function canonicalFee(text: string): string {
  if (text === '') return '0.00';
  const match = /^(-?)0*(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) throw refusal('not a decimal with at most two places');
  const [, sign, whole = '', places = ''] = match;
  if (whole.length > MOST_DIGITS) throw refusal(`more than ${MOST_DIGITS} digits before the point`);
  const amount = `${whole}.${places.padEnd(2, '0')}`;
  return amount === '0.00' ? amount : `${sign}${amount}`;
}

function refusal(reason: string): CrmError {
  return new CrmError('invalid', { field: 'serviceFee', reason });
}
