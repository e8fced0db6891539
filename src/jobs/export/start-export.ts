import { requirePermission } from '#crm/access/scope.ts';
import { recordAudit } from '#crm/audit/record-audit.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import { findJobFile, jobFolder } from '#jobs/job-files.ts';
import { readJob } from '#jobs/read-jobs.ts';
import { formatFilter } from './stored-filter.ts';
import type { ExportFilters, ExportFormat, ExportRecordName } from './record-export.ts';

export const EXPORT = 'export';

export interface NewExport<R extends ExportRecordName = ExportRecordName> {
  readonly record: R;
  readonly format: ExportFormat;
  readonly filter?: ExportFilters[R];
}

/** What the job keeps of what was asked. */
export interface ExportInput {
  readonly record: ExportRecordName;
  readonly format: ExportFormat;
  /** JSON text of formatFilter; null = all. */
  readonly filter: string | null;
}

/** What a finished export leaves as its job's result. */
export interface ExportResult {
  readonly rows: number;
  readonly bytes: number;
  /** Its name in the folder of jobs. */
  readonly file: string;
}

/** Has records written to a file in the background; answers the job's id. Raises `forbidden` (export). */
export async function startExport<R extends ExportRecordName>(
  db: Writer,
  who: Caller,
  wanted: NewExport<R>,
): Promise<bigint> {
  requirePermission(who, 'export');
  const { record, format, filter } = wanted;
  const input: ExportInput = { record, format, filter: filter === undefined ? null : formatFilter(filter) };
  await recordAudit(db, who, { action: 'export', record, detail: { format } });
  return await enqueueJob(db, who, { kind: EXPORT, input: JSON.stringify(input) });
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
