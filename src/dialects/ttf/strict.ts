import { shapeError } from './errors.ts';
import type { Call } from './operation.ts';
import type { Params } from './params.ts';
import { unknownCustomerKeys } from './read-customer.ts';

/** Passes over and counts keys of a customer that the dialect doesn't know; refuses them under HUILIU_STRICT. */
export function refuseUnknown(call: Call, customer: Params): void {
  const unknown = unknownCustomerKeys(customer);
  if (unknown.length === 0) return;
  if (call.strict) throw shapeError(unknown[0]);
  call.countUnknown(unknown);
}
