import type { Selectable } from 'kysely';
import { requirePermission } from '#crm/access/scope.ts';
import { deleteCompany } from '#crm/companies/delete-company.ts';
import { deleteCustomer } from '#crm/customers/delete-customer.ts';
import { CrmError } from '#crm/errors.ts';
import { deleteFollowUp } from '#crm/follow-ups/delete-follow-ups.ts';
import { deleteOpportunity } from '#crm/opportunities/delete-opportunities.ts';
import type { Caller, Reader, Writer } from '#crm/store.ts';
import type { JobsTable } from '#engines/engine.ts';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import type { JobHandler, RunningJob } from '#jobs/job.ts';
import { readJob } from '#jobs/read-jobs.ts';
import { idsOf, type BatchOutcome } from './batch-outcome.ts';
import type { ImportResult } from './import-job.ts';
import type { ImportRecordName } from './record-import.ts';
import { IMPORT, type ImportInput } from './start-import.ts';

export const IMPORT_UNDO = 'import-undo';

interface Undoing {
  readonly table: 'customers' | 'companies' | 'opportunities' | 'follow_ups';
  remove(db: Writer, who: Caller, id: bigint): Promise<unknown>;
}

/** The records whose imports can be taken back. */
const undoings: Partial<Record<ImportRecordName, Undoing>> = {
  customers: { table: 'customers', remove: deleteCustomer },
  companies: { table: 'companies', remove: deleteCompany },
  opportunities: { table: 'opportunities', remove: deleteOpportunity },
  'follow-ups': { table: 'follow_ups', remove: deleteFollowUp },
};

interface UndoInput {
  readonly importId: string;
  readonly record: ImportRecordName;
}

/** How an undo came out; records that people changed since the import are kept. */
export interface UndoResult {
  readonly deleted: number;
  readonly kept: number;
}

/** Whether undoImport would take it. */
export function canUndo(job: Selectable<JobsTable>): boolean {
  if (job.kind !== IMPORT || !['done', 'failed', 'cancelled'].includes(job.state)) return false;
  const { dryRun, record } = JSON.parse(job.input) as ImportInput;
  const tally = JSON.parse(job.progress ?? '{}') as Partial<ImportResult>;
  const result = JSON.parse(job.result ?? '{}') as Partial<ImportResult>;
  return !dryRun && undoings[record] !== undefined && (tally.new ?? 0) > 0 && result.undoneBy === undefined;
}

/**
 * Has the records that an import made deleted in the background, but for those that were changed since; answers the job's
 * id. What it updated stays. Raises `forbidden` (customer.delete), `not_found`, `invalid` where there is nothing to undo.
 */
export async function undoImport(db: Writer, who: Caller, importId: bigint): Promise<bigint> {
  requirePermission(who, 'customer.delete');
  const job = await readJob(db, who.tenantId, importId);
  if (!canUndo(job)) throw new CrmError('invalid', { field: 'job', reason: 'has nothing to be undone' });
  const { record } = JSON.parse(job.input) as ImportInput;
  const input: UndoInput = { importId: String(importId), record };
  const id = await enqueueJob(db, who, { kind: IMPORT_UNDO, input: JSON.stringify(input) });
  const result = { ...(JSON.parse(job.result ?? job.progress ?? '{}') as ImportResult), undoneBy: String(id) };
  const marked = await db.sql
    .updateTable('jobs')
    .set({ result: JSON.stringify(result) })
    .where('tenant_id', '=', who.tenantId)
    .where('id', '=', importId)
    .where((eb) => (job.result === null ? eb('result', 'is', null) : eb('result', '=', job.result)))
    .returning('id')
    .execute();
  if (marked.length === 0) throw new CrmError('invalid', { field: 'job', reason: 'is being undone already' });
  return id;
}

interface Progress extends UndoResult {
  /** The place of the batch whose records are being deleted, and how many of them were looked at. */
  readonly batch: number;
  readonly looked: number;
}

const IDS_A_WRITE = 20;

export const importUndoJob: JobHandler = {
  kind: IMPORT_UNDO,
  async run(job) {
    const { importId, record } = JSON.parse(job.input) as UndoInput;
    const undoing = undoings[record]!;
    let progress: Progress = { batch: -1, looked: 0, deleted: 0, kept: 0, ...(parse(job.progress) as Progress | null) };
    if (job.progress === null) await tellTotal(job, BigInt(importId));
    for (;;) {
      const batch = await nextBatch(job, BigInt(importId), progress);
      if (batch === undefined) break;
      const ids = idsOf(JSON.parse(batch.outcome ?? '{"made":[]}') as BatchOutcome);
      if (batch.row_index !== progress.batch) progress = { ...progress, batch: batch.row_index, looked: 0 };
      progress = await deleteAll(job, undoing, ids, progress);
    }
    const { deleted, kept } = progress;
    return JSON.stringify({ deleted, kept } satisfies UndoResult);
  },
};

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

async function tellTotal(job: RunningJob, importId: bigint): Promise<void> {
  const { progress } = await job.store.read((db) => readJob(db, job.tenantId, importId));
  const total = (parse(progress) as ImportResult | null)?.new ?? 0;
  await job.store.write((db) => job.step(db, { total }));
}

/** The batch under way, or the first behind it. */
async function nextBatch(job: RunningJob, importId: bigint, { batch, looked }: Progress) {
  const rows = await job.store.read((db) =>
    db.sql
      .selectFrom('job_rows')
      .select(['row_index', 'outcome'])
      .where('tenant_id', '=', job.tenantId)
      .where('job_id', '=', importId)
      .where('row_index', '>=', Math.max(0, batch))
      .orderBy('row_index')
      .limit(2)
      .execute(),
  );
  const isOver = (row: (typeof rows)[number]) =>
    row.row_index === batch && looked >= idsOf(JSON.parse(row.outcome ?? '{"made":[]}') as BatchOutcome).length;
  return rows.find((row) => !isOver(row));
}

async function deleteAll(
  job: RunningJob,
  undoing: Undoing,
  ids: readonly bigint[],
  start: Progress,
): Promise<Progress> {
  let progress = start;
  if (ids.length === 0) return progress;
  while (progress.looked < ids.length) {
    job.signal.throwIfAborted();
    const some = ids.slice(progress.looked, progress.looked + IDS_A_WRITE);
    const who = await job.caller();
    const before = progress;
    progress = await job.store.write(async (db) => {
      const untouched = await untouchedOf(db, who.tenantId, undoing.table, some);
      for (const id of untouched) await undoing.remove(db, who, id);
      const after = {
        ...before,
        looked: before.looked + some.length,
        deleted: before.deleted + untouched.length,
        kept: before.kept + some.length - untouched.length,
      };
      await job.step(db, {
        done: untouched.length,
        failed: some.length - untouched.length,
        progress: JSON.stringify(after),
      });
      return after;
    });
  }
  return progress;
}

/** Living records that nobody changed, wrote a follow-up of or sold something to since they were made. */
async function untouchedOf(
  db: Reader,
  tenantId: bigint,
  table: Undoing['table'],
  ids: readonly bigint[],
): Promise<bigint[]> {
  const rows = await db.sql
    .selectFrom(table)
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .where('version', '=', 1)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
  if (table !== 'customers' || rows.length === 0) return rows.map(({ id }) => id);
  const alone = await db.sql
    .selectFrom('customers')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .where('follow_up_count', '=', 0)
    .where('opportunity_count', '=', 0)
    .orderBy('id')
    .execute();
  return alone.map(({ id }) => id);
}
