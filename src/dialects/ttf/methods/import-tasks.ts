import { reachOf } from '#crm/access/scope.ts';
import type { Caller, Reader } from '#crm/store.ts';
import { type JobRow, findJob, readJobRows } from '#jobs/read-jobs.ts';
import { taskNotFound } from '../errors.ts';
import { IMPORT_KIND } from '../import-job.ts';
import type { Operation } from '../operation.ts';
import { idNamedBy } from '../params.ts';
import { listJson } from '../write-customer.ts';

/** import_tasks: how far an import came, and the answer to each row that had its turn. */
export const importTasks: Operation = {
  name: 'import_tasks',
  rest: { method: 'GET', path: '/customers/import_tasks/:id' },
  reads: true,
  onSocket: false,
  members: ['id', 'task_id'],
  async run({ store, params, caller }) {
    const who = caller();
    const id = idNamedBy(params.text('id') ?? params.text('task_id') ?? '');
    return await store.read(async (db) => {
      const job = await taskOf(db, who, id);
      const rows = await readJobRows(db, who.tenantId, id);
      const settled = rows.flatMap(({ row_index: index, outcome }) =>
        outcome === null ? [] : [`{"index":${index},${outcome.slice(1)}`],
      );
      return (
        `"state":"${job.state === 'cancelled' ? 'failed' : job.state}","total":${job.total ?? 0}` +
        `,"done":${job.done},"failed":${job.failed},"rows":${listJson(settled)}`
      );
    });
  },
};

/** An import is shown to the agent who sent it, and to those who reach everything. */
async function taskOf(db: Reader, who: Caller, id: bigint): Promise<JobRow> {
  const job = await findJob(db, who.tenantId, id);
  if (job?.kind !== IMPORT_KIND || (job.agent_id !== who.agentId && !reachOf(who).all)) throw taskNotFound();
  return job;
}
