import { CrmError } from '#crm/errors.ts';

/** Where an option or field stands among its like, from 0. */
export function checkPosition(position: number): number {
  if (!Number.isSafeInteger(position) || position < 0) {
    throw new CrmError('invalid', { field: 'position', reason: 'not a whole number from 0' });
  }
  return position;
}
