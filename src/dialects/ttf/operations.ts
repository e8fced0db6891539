import { createCustomer } from './methods/create-customer.ts';
import { destroyCustomer } from './methods/destroy-customer.ts';
import { getCustomer } from './methods/get-customer.ts';
import { updateCustomer } from './methods/update-customer.ts';
import type { Operation } from './operation.ts';

/** Every operation that a message may name as its `action`. */
export const operations: readonly Operation[] = [getCustomer, createCustomer, updateCustomer, destroyCustomer];

const byName: ReadonlyMap<string, Operation> = new Map(operations.map((operation) => [operation.name, operation]));

export function operationNamed(name: string): Operation | undefined {
  return byName.get(name.trim());
}
