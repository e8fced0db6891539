import { batchImportAsync } from './methods/batch-import-async.ts';
import { createCustomer } from './methods/create-customer.ts';
import { destroyCustomer } from './methods/destroy-customer.ts';
import { exportCustomers } from './methods/export.ts';
import { feeds } from './methods/feeds.ts';
import { filterCustomers } from './methods/filter-customers.ts';
import { getCustomer } from './methods/get-customer.ts';
import { importTasks } from './methods/import-tasks.ts';
import { listCustomers } from './methods/list-customers.ts';
import { updateCustomer } from './methods/update-customer.ts';
import type { Operation } from './operation.ts';

/** Every operation, in the order of the vendor's document; ours come last. */
export const operations: readonly Operation[] = [
  filterCustomers,
  listCustomers,
  getCustomer,
  createCustomer,
  updateCustomer,
  destroyCustomer,
  feeds,
  exportCustomers,
  batchImportAsync,
  importTasks,
];

const byName: ReadonlyMap<string, Operation> = new Map(operations.map((operation) => [operation.name, operation]));

/** The operation that a message names as its `action`. */
export function operationNamed(action: unknown): Operation | undefined {
  return typeof action === 'string' ? byName.get(action.trim()) : undefined;
}
