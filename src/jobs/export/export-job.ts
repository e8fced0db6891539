import { Readable } from 'node:stream';
import { jobFolder, writeJobFile } from '#jobs/job-files.ts';
import type { JobHandler, RunningJob } from '#jobs/job.ts';
import { recordExports } from './export-records.ts';
import { exportBytes } from './export-rows.ts';
import type { ExportFilters, ExportRecordName, RecordExport } from './record-export.ts';
import { EXPORT, type ExportInput, type ExportResult } from './start-export.ts';
import { parseFilter } from './stored-filter.ts';

const TELL_EVERY_MS = 500;

/** Writes records to a file; after a restart it begins anew, as what it reads may have changed. @param data HUILIU_DATA */
export function exportJob(data: string): JobHandler {
  return {
    kind: EXPORT,
    async run(job) {
      const input = JSON.parse(job.input) as ExportInput;
      const filter = input.filter === null ? {} : parseFilter(input.filter);
      const { record, format } = input;
      await tellTotal(job, record, filter);
      let rows = 0;
      const tell = teller(job);
      const bytes = exportBytes({
        store: job.store,
        record,
        filter,
        format,
        caller: () => job.caller(),
        signal: job.signal,
        async progress(count) {
          rows = count;
          await tell(count);
        },
      });
      const file = `export-${job.tenantId}-${job.id}.${format}`;
      const size = await writeJobFile(jobFolder(data), file, Readable.from(bytes, { objectMode: false }));
      await tell(rows, true);
      return JSON.stringify({ rows, bytes: size, file } satisfies ExportResult);
    },
  };
}

async function tellTotal(job: RunningJob, record: ExportRecordName, filter: object): Promise<void> {
  const who = await job.caller();
  const counted: RecordExport<ExportFilters[ExportRecordName]> = recordExports[record];
  const total = await job.store.read((db) => counted.count(db, who, filter));
  if (total !== null) await job.store.write((db) => job.step(db, { total }));
}

/** Writes how far it is, now and then; what a run before a restart told is counted off. */
function teller(job: RunningJob): (rows: number, isLast?: boolean) => Promise<void> {
  let told = Number(job.progress ?? 0);
  let tellAt = 0;
  return async (rows, isLast = false) => {
    if (!isLast && performance.now() < tellAt) return;
    tellAt = performance.now() + TELL_EVERY_MS;
    const done = rows - told;
    if (done === 0) return;
    await job.store.write((db) => job.step(db, { done, progress: String(rows) }));
    told = rows;
  };
}
