import { canUndo } from './import/undo-import.ts';
import { IMPORT_FILE } from './import/import-file.ts';
import { IMPORT } from './import/start-import.ts';
import { EXPORT, type ExportResult } from './export/start-export.ts';
import type { JobRow } from './read-jobs.ts';

/** A job as people follow it. */
export interface DescribedJob {
  readonly id: bigint;
  readonly kind: string;
  readonly state: JobRow['state'];
  readonly total: number | null;
  readonly done: number;
  readonly failed: number;
  readonly agentId: bigint | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly input: unknown;
  /** While it runs: what it has counted so far, for kinds that count more than rows. */
  readonly result: object | null;
  readonly canUndo: boolean;
  /** Has a file that exportFile answers. */
  readonly hasFile: boolean;
  /** Has refused rows that importErrorsCsv answers. */
  readonly hasErrors: boolean;
}

/** Kinds that stand for something else than work and aren't listed. */
export const hiddenKinds: readonly string[] = [IMPORT_FILE];

export function describeJob(job: JobRow): DescribedJob {
  const told: unknown = JSON.parse(job.result ?? job.progress ?? 'null');
  // An export marks its way with the bare number of rows.
  const result = typeof told === 'object' ? told : null;
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    total: job.total,
    done: job.done,
    failed: job.failed,
    agentId: job.agent_id,
    createdAt: job.created_at,
    updatedAt: job.updated_at,
    input: JSON.parse(job.input),
    result,
    canUndo: canUndo(job),
    hasFile: job.kind === EXPORT && job.state === 'done' && (result as ExportResult | null)?.file !== undefined,
    hasErrors: job.kind === IMPORT && job.failed > 0,
  };
}
