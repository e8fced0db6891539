import type { Selectable } from 'kysely';
import { CrmError } from '#crm/errors.ts';
import type { Reader, Writer } from '#crm/store.ts';
import type { JobRowsTable, JobsTable } from '#engines/engine.ts';
import { recordJobEvent } from './record-job-event.ts';

export type JobRow = Selectable<JobsTable>;

/** The job of this id, if there is one. */
export async function findJob(db: Reader, tenantId: bigint, id: bigint): Promise<JobRow | undefined> {
  return await db.sql
    .selectFrom('jobs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Raises `not_found`. */
export async function readJob(db: Reader, tenantId: bigint, id: bigint): Promise<JobRow> {
  const job = await findJob(db, tenantId, id);
  if (job === undefined) throw new CrmError('not_found', { record: 'job', id: String(id) });
  return job;
}

/** The tenant's jobs, newest first. */
export async function listJobs(db: Reader, tenantId: bigint, limit: number): Promise<JobRow[]> {
  return await db.sql
    .selectFrom('jobs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** A row job's rows from `start` on, in order, with what became of them. */
export async function readJobRows(
  db: Reader,
  tenantId: bigint,
  jobId: bigint,
  start = 0,
  limit = 1000,
): Promise<Selectable<JobRowsTable>[]> {
  return await db.sql
    .selectFrom('job_rows')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', jobId)
    .where('row_index', '>=', start)
    .orderBy('row_index')
    .limit(limit)
    .execute();
}

/** Cancels a job that isn't over; what it wrote so far stays. False when it was over already. Raises `not_found`. */
export async function cancelJob(db: Writer, tenantId: bigint, id: bigint, now: number): Promise<boolean> {
  const { agent_id: agentId, kind } = await readJob(db, tenantId, id);
  const cancelled = await db.sql
    .updateTable('jobs')
    .set({ state: 'cancelled', lease_owner: null, lease_until: null, updated_at: now })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returning('id')
    .execute();
  if (cancelled.length === 0) return false;
  await recordJobEvent(db, { tenantId, jobId: id, agentId, kind, state: 'cancelled', now });
  return true;
}
