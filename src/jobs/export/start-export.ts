import { requirePermission } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import { findJobFile, jobFolder } from '#jobs/job-files.ts';
import { readJob } from '#jobs/read-jobs.ts';
import type { ExportFilter, ExportFormat, ExportRecordName } from './record-export.ts';

export const EXPORT = 'export';

export interface ExportInput {
  readonly record: ExportRecordName;
  readonly format: ExportFormat;
  /** Of customers only: JSON-able, ids as digits. */
  readonly filter?: ExportFilter;
}

/** What a finished export leaves as its job's result. */
export interface ExportResult {
  readonly rows: number;
  readonly bytes: number;
  /** Its name in the folder of jobs. */
  readonly file: string;
}

/** Has records written to a file in the background; answers the job's id. Raises `forbidden` (export). */
export async function startExport(db: Writer, who: Caller, wanted: ExportInput): Promise<bigint> {
  requirePermission(who, 'export');
  return await enqueueJob(db, who, { kind: EXPORT, input: JSON.stringify(wanted) });
}

/**
 * The file that an export made, with a name for who keeps it. Raises `forbidden`, and `not_found` for a job that made none,
 * or whose file was purged. An agent without settings.edit gets its own exports only.
 * @param data HUILIU_DATA
 */
export async function exportFile(
  db: Reader,
  data: string,
  who: Caller,
  jobId: bigint,
): Promise<{ path: string; size: number; name: string; format: ExportFormat }> {
  requirePermission(who, 'export');
  const job = await readJob(db, who.tenantId, jobId);
  const missing = new CrmError('not_found', { record: 'job', id: String(jobId) });
  if (job.kind !== EXPORT || job.result === null || job.state !== 'done') throw missing;
  // What it holds is what that agent may see.
  if (job.agent_id !== who.agentId) requirePermission(who, 'settings.edit');
  const { record, format } = JSON.parse(job.input) as ExportInput;
  const { file } = JSON.parse(job.result) as ExportResult;
  const found = await findJobFile(jobFolder(data), file);
  if (found === null) throw missing;
  return { ...found, name: `${record}-${jobId}.${format}`, format };
}
