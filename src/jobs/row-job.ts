import type { Caller, Writer } from '#crm/store.ts';
import { JobLostError, type JobHandler, type RunningJob } from './job.ts';

/** A job whose rows stand in job_rows and are worked off one by one, each in one transaction with its outcome. */
export interface RowWork {
  readonly kind: string;
  /** Does one row and answers what became of it, as JSON text. A rejection rolls the row back and goes to `refused`. */
  handle(db: Writer, who: Caller, input: string, rowIndex: number): Promise<string>;
  /** What became of a row that was refused, as JSON text; null for a fault of ours, which ends the job. */
  refused(error: unknown, who: Caller): string | null;
}

const ROWS_A_READ = 100;

export function rowJob(work: RowWork): JobHandler {
  return {
    kind: work.kind,
    async run(job) {
      for (;;) {
        const rows = await waitingRows(job);
        if (rows.length === 0) return null;
        for (const row of rows) {
          job.signal.throwIfAborted();
          await doRow(job, work, row.row_index, row.input ?? 'null');
        }
      }
    },
  };
}

async function waitingRows(job: RunningJob) {
  return await job.store.read((db) =>
    db.sql
      .selectFrom('job_rows')
      .select(['row_index', 'input'])
      .where('tenant_id', '=', job.tenantId)
      .where('job_id', '=', job.id)
      .where('outcome', 'is', null)
      .orderBy('row_index')
      .limit(ROWS_A_READ)
      .execute(),
  );
}

async function doRow(job: RunningJob, work: RowWork, rowIndex: number, input: string): Promise<void> {
  const who = await job.caller();
  try {
    await job.store.write(async (db) => {
      const outcome = await work.handle(db, who, input, rowIndex);
      await settle(db, job, rowIndex, outcome, { done: 1 });
    });
  } catch (error) {
    const outcome = work.refused(error, who);
    if (outcome === null) throw error;
    await job.store.write((db) => settle(db, job, rowIndex, outcome, { failed: 1 }));
  }
}

async function settle(
  db: Writer,
  job: RunningJob,
  rowIndex: number,
  outcome: string,
  count: { done?: number; failed?: number },
): Promise<void> {
  const settled = await db.sql
    .updateTable('job_rows')
    .set({ outcome, input: null })
    .where('tenant_id', '=', job.tenantId)
    .where('job_id', '=', job.id)
    .where('row_index', '=', rowIndex)
    .where('outcome', 'is', null)
    .returning('row_index')
    .execute();
  if (settled.length === 0) throw new JobLostError('the row was done by another process');
  await job.step(db, count);
}
