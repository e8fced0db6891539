import { requirePermission } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Store } from '#crm/store.ts';
import { readJob } from '#jobs/read-jobs.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import { columnsOfRows, errorFileHeader, errorFileLine } from './error-file.ts';
import { readStoredFile, rowsOf } from './import-file.ts';
import type { RowFault } from './record-import.ts';
import { IMPORT, type ImportInput } from './start-import.ts';

const CHUNK_CHARACTERS = 64 * 1024;
const BATCHES_A_READ = 50;

export interface RefusedRow {
  /** As people count in the file. */
  readonly row: number;
  readonly faults: readonly RowFault[];
}

/** The first refused rows of an import, in the file's order. Raises `not_found`, and `forbidden` for another agent's. */
export async function listRefusedRows(db: Reader, who: Caller, jobId: bigint, limit: number): Promise<RefusedRow[]> {
  await readImportInput(db, who, jobId);
  const rows: RefusedRow[] = [];
  for await (const [, row, faults] of refusedRows((after) => readBatches(db, who.tenantId, jobId, after))) {
    rows.push({ row, faults });
    if (rows.length >= limit) break;
  }
  return rows;
}

/**
 * The refused rows as a csv file with a column of reasons, streamed from the stored file. Raises `not_found`, `forbidden`,
 * and UnreadableFileError or an ENOENT when that file is gone.
 * @param data HUILIU_DATA
 */
export async function* importErrorsCsv(store: Store, data: string, who: Caller, jobId: bigint): AsyncGenerator<Buffer> {
  requirePermission(who, 'customer.edit');
  const { fileId, mapping } = await store.read((db) => readImportInput(db, who, jobId));
  const file = await store.read((db) => readStoredFile(db, who.tenantId, BigInt(fileId)));
  const names = file.columns.map(({ name }) => name);
  const columns = columnsOfRows(names, mapping);
  const refused = refusedRows((after) => store.read((db) => readBatches(db, who.tenantId, jobId, after)));
  let text = errorFileHeader(columns);
  let next = await refused.next();
  let place = 0;
  for await (const row of rowsOf(data, file)) {
    if (next.done === true) break;
    const [wanted, , faults] = next.value;
    if (place === wanted) {
      text += errorFileLine(columns, row, faults);
      next = await refused.next();
    }
    place += 1;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

async function readImportInput(db: Reader, who: Caller, jobId: bigint): Promise<ImportInput> {
  const job = await readJob(db, who.tenantId, jobId);
  if (job.kind !== IMPORT) throw new CrmError('not_found', { record: 'job', id: String(jobId) });
  // The rows hold what that agent may see.
  if (job.agent_id !== who.agentId) requirePermission(who, 'settings.edit');
  return JSON.parse(job.input) as ImportInput;
}

interface Batch {
  readonly row_index: number;
  readonly outcome: string | null;
}

async function* refusedRows(read: (after: number) => Promise<readonly Batch[]>) {
  let after = -1;
  for (;;) {
    const batches = await read(after);
    for (const { outcome } of batches) {
      if (outcome !== null) yield* (JSON.parse(outcome) as BatchOutcome).refused;
    }
    if (batches.length < BATCHES_A_READ) return;
    after = batches.at(-1)!.row_index;
  }
}

async function readBatches(db: Reader, tenantId: bigint, jobId: bigint, after: number): Promise<readonly Batch[]> {
  return await db.sql
    .selectFrom('job_rows')
    .select(['row_index', 'outcome'])
    .where('tenant_id', '=', tenantId)
    .where('job_id', '=', jobId)
    .where('row_index', '>', after)
    .orderBy('row_index')
    .limit(BATCHES_A_READ)
    .execute();
}
