import { requirePermission } from '#crm/access/scope.ts';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import { type ExactJson, stringifyExact } from '#transport/http/exact-json.ts';
import { shapeError } from '../errors.ts';
import { IMPORT_KIND, type ImportRow } from '../import-job.ts';
import { readText } from '../lenient-json.ts';
import { type Call, type Operation, refuseUnknown } from '../operation.ts';
import { membersOf, Params } from '../params.ts';
import { customerKeys } from '../read-customer.ts';

const MOST_ROWS = 1000;
/** A thousand customers with every field at its longest. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** batch_import_async: takes customers in and answers at once; import_tasks tells what became of each. */
export const batchImportAsync: Operation = {
  name: 'batch_import_async',
  rest: { method: 'POST', path: '/customers/batch_import_async' },
  reads: false,
  onSocket: false,
  bodyLimit: BODY_LIMIT,
  members: ['customers'],
  async run(call) {
    const who = call.caller();
    const customers = rowsOf(call.params);
    requirePermission(who, 'customer.edit');
    if (!call.strict) countUnknown(call, customers);
    const rows = customers.map((customer) => stringifyExact({ customer, strict: call.strict } satisfies ImportRow));
    const taskId = await call.store.write((db) => enqueueJob(db, who, { kind: IMPORT_KIND, input: '{}', rows }));
    call.wakeJobs();
    return `"task_id":${taskId}`;
  },
};

/** Here, as a job has no metrics; under HUILIU_STRICT the job refuses the row. */
function countUnknown(call: Call, customers: readonly ExactJson[]): void {
  for (const customer of customers) refuseUnknown(call, new Params([membersOf(customer) ?? {}]), customerKeys);
}

function rowsOf(params: Params): readonly ExactJson[] {
  const sent = params.get('customers');
  const rows = typeof sent === 'string' ? readText(sent, 'customers') : sent;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > MOST_ROWS) throw shapeError('customers');
  return rows;
}
