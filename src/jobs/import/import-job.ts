import type { Writer } from '#crm/store.ts';
import { UnreadableFileError } from '#jobs/files/input-row.ts';
import { findJobFile, jobFolder } from '#jobs/job-files.ts';
import type { JobHandler, RunningJob } from '#jobs/job.ts';
import { batchOutcome } from './batch-outcome.ts';
import { readStoredFile, rowsOf, sourceOf, type StoredFile } from './import-file.ts';
import { recordImports } from './import-records.ts';
import { importRows, type SettledBatch } from './import-rows.ts';
import { IMPORT, type ImportInput } from './start-import.ts';
import { addToTally, noRows, type Tally } from './tally.ts';

/** What a finished import leaves as its job's result. */
export interface ImportResult extends Tally {
  /** Why the file could not be read to its end; the rows before it are imported. */
  readonly unreadable?: string;
  /** The job that took it back. */
  readonly undoneBy?: string;
}

/** Imports a stored file; after a restart it goes on behind the last row that was settled. @param data HUILIU_DATA */
export function importJob(data: string): JobHandler {
  return {
    kind: IMPORT,
    async run(job) {
      const input = JSON.parse(job.input) as ImportInput;
      const file = await job.store.read((db) => readStoredFile(db, job.tenantId, BigInt(input.fileId)));
      if ((await findJobFile(jobFolder(data), file.stored)) === null) {
        return JSON.stringify({ ...noRows, unreadable: 'the file is not on this machine any more' });
      }
      let tally = parseProgress(job.progress);
      try {
        if (tally.rows === 0) await countRows(job, data, file);
        for await (const after of settledTallies(job, data, input, file, tally)) tally = after;
        return JSON.stringify(tally);
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error;
        return JSON.stringify({ ...tally, unreadable: error.message });
      }
    },
  };
}

export function parseProgress(progress: string | null): Tally {
  return progress === null ? noRows : (JSON.parse(progress) as Tally);
}

/** A first pass over the file, so that progress can be told; it reads far faster than rows are written. */
async function countRows(job: RunningJob, data: string, file: StoredFile): Promise<void> {
  let total = 0;
  for await (const _row of rowsOf(data, file)) {
    total += 1;
    if (total % 10_000 === 0) job.signal.throwIfAborted();
  }
  await job.store.write((db) => job.step(db, { total }));
}

async function* settledTallies(
  job: RunningJob,
  data: string,
  input: ImportInput,
  file: StoredFile,
  start: Tally,
): AsyncGenerator<Tally> {
  let tally = start;
  const { mapping, dryRun, keepIds, onDuplicate } = input;
  const run = {
    store: job.store,
    record: recordImports[input.record],
    file: sourceOf(data, file),
    passOver: start.rows,
    mapping,
    options: { keepIds, onDuplicate },
    dryRun,
    signal: job.signal,
    caller: () => job.caller(),
    settle: (db: Writer, batch: SettledBatch) => settle(db, job, batch, tally),
  };
  for await (const batch of importRows(run)) {
    tally = addToTally(tally, batch);
    yield tally;
  }
}

/** In the rows' own transaction: what became of them, and how far the job is. */
async function settle(db: Writer, job: RunningJob, batch: SettledBatch, before: Tally): Promise<void> {
  const after = addToTally(before, batch);
  await db.sql
    .insertInto('job_rows')
    .values({
      tenant_id: job.tenantId,
      job_id: job.id,
      row_index: before.rows,
      input: null,
      outcome: JSON.stringify(batchOutcome(batch, before.rows)),
    })
    .execute();
  const failed = after.error - before.error;
  await job.step(db, { done: batch.length - failed, failed, progress: JSON.stringify(after) });
}
