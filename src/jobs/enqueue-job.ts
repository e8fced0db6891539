import { insertWithNewId } from '#crm/ids.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { recordJobEvent } from './record-job-event.ts';

export interface NewJob {
  readonly kind: string;
  /** JSON text. */
  readonly input: string;
  /** JSON texts of rows that a row job works off one by one. */
  readonly rows?: readonly string[];
  /** `done` for what only stands to be referred to. */
  readonly state?: 'queued' | 'done';
}

const ROWS_A_STATEMENT = 200;

/** Stores a job in the caller's transaction; a runner takes it up after the commit. Answers its id. */
export async function enqueueJob(db: Writer, who: Caller, job: NewJob): Promise<bigint> {
  const { tenantId } = who;
  const jobId = await insertWithNewId(db, 'jobs', tenantId, (id) => ({
    tenant_id: tenantId,
    id,
    kind: job.kind,
    state: job.state ?? ('queued' as const),
    total: job.rows?.length ?? null,
    done: 0,
    failed: 0,
    input: job.input,
    progress: null,
    result: null,
    agent_id: who.agentId,
    via: who.via,
    lease_owner: null,
    lease_until: null,
    created_at: who.now,
    updated_at: who.now,
  }));
  const rows = job.rows ?? [];
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    const values = rows.slice(start, start + ROWS_A_STATEMENT).map((input, index) => ({
      tenant_id: tenantId,
      job_id: jobId,
      row_index: start + index,
      input,
      outcome: null,
    }));
    await db.sql.insertInto('job_rows').values(values).execute();
  }
  if (job.state !== 'done') await recordJobEvent(db, { ...who, jobId, kind: job.kind, state: 'queued' });
  return jobId;
}
