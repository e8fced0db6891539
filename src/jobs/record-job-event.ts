import { recordEvent } from '#crm/changes/record-event.ts';
import type { Writer } from '#crm/store.ts';
import type { JobRow } from './read-jobs.ts';

/** What there is to tell of a job. */
export interface JobNews {
  readonly tenantId: bigint;
  readonly jobId: bigint;
  /** Who asked for the job: it and those who see all jobs are told. */
  readonly agentId: bigint | null;
  readonly kind: string;
  readonly state: JobRow['state'];
  /** UTC milliseconds. */
  readonly now: number;
}

/** Tells those who follow a job that it was queued, goes on or ended, in the transaction of just that. */
export async function recordJobEvent(db: Writer, news: JobNews): Promise<void> {
  const { jobId, kind, state } = news;
  await recordEvent(db, news, { kind: 'job.updated', record: 'job', recordId: jobId, detail: { kind, state } });
}
