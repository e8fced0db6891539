import { CrmError } from '#crm/errors.ts';
import type { Caller, Store, Writer } from '#crm/store.ts';
import { ConstraintError } from '#engines/engine.ts';
import type { InputRow } from '#jobs/files/input-row.ts';
import type { Mapping } from './guess-mapping.ts';
import { refused, UndoAllError, type ImportOptions, type RecordImport, type RowOutcome } from './record-import.ts';
import { RowReader, type Cells } from './row-reader.ts';
import { SeenKeys } from './seen-keys.ts';

export interface ImportRun {
  readonly store: Store;
  readonly record: RecordImport;
  readonly rows: AsyncIterable<InputRow>;
  /** Columns that it doesn't name are refused row by row (ndjson rows differ in their keys). */
  readonly mapping: Mapping;
  readonly options: ImportOptions;
  /** Writes nothing, and tells what would become of each row. */
  readonly dryRun: boolean;
  /** The caller in whose name the next rows are written. */
  caller(): Promise<Caller>;
  /** Runs in the transaction of the rows (of a dry run: in one of its own), so that what it writes holds when they do. */
  settle?(db: Writer, batch: SettledBatch): Promise<void>;
  readonly signal?: AbortSignal;
  /** The process serves nobody else: rows go in long transactions while no other process writes. */
  readonly alone?: boolean;
}

/** By how much a transaction may be longer while nobody waits for it; 2,000 rows cost a third less each than 400. */
const LONGER_ALONE = 5;

export interface SettledRow {
  readonly input: InputRow;
  readonly outcome: RowOutcome;
}

/** Rows that follow each other in the file, written in one transaction. */
export type SettledBatch = readonly SettledRow[];

/** Writes the rows of a file, in order and in small transactions, so that other callers are served in between. */
export async function* importRows(run: ImportRun): AsyncGenerator<SettledBatch> {
  const seen = run.dryRun ? new SeenKeys() : undefined;
  for await (const batch of inBatches(run.rows, () => rowsAWrite(run))) {
    run.signal?.throwIfAborted();
    const who = await run.caller();
    const rows = batch.map((input) => readRow(run, who, input));
    yield* writeRows(run, who, rows, seen);
  }
}

function rowsAWrite({ store, record, alone }: ImportRun): number {
  return alone !== true || store.engine.othersWrite() ? record.rowsAWrite : LONGER_ALONE * record.rowsAWrite;
}

async function* inBatches(rows: AsyncIterable<InputRow>, sizeNow: () => number): AsyncGenerator<InputRow[]> {
  let size = sizeNow();
  let batch: InputRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    size = sizeNow();
  }
  if (batch.length > 0) yield batch;
}

interface ReadRow {
  readonly input: InputRow;
  /** Known to the record's own functions only. */
  readonly row: unknown;
  /** What was wrong with its cells. */
  readonly error: RowOutcome | null;
}

function readRow({ record, mapping, options }: ImportRun, who: Caller, input: InputRow): ReadRow {
  if (input.fault !== undefined) return { input, row: null, error: unreadable(null, input.fault) };
  const cells: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const column of Object.keys(input.values)) {
    // The names come from the file: one such as `constructor` must not find what every object has.
    const target = Object.hasOwn(mapping, column) ? mapping[column] : undefined;
    if (target === undefined) return { input, row: null, error: unreadable(column, 'no such column') };
    if (target !== null) cells[target] = input.values[column];
  }
  const reader = new RowReader(who.directory, cells as Cells);
  const row = record.read(reader, options);
  return { input, row, error: reader.faults.length === 0 ? null : { kind: 'error', faults: reader.faults } };
}

function unreadable(field: string | null, reason: string): RowOutcome {
  return { kind: 'error', faults: [{ field, code: 'unreadable', reason }] };
}

const MOST_TRIES = 5;

/** Writes rows together; where that can't be, in halves, down to the row that is refused alone. */
async function* writeRows(
  run: ImportRun,
  who: Caller,
  rows: readonly ReadRow[],
  seen: SeenKeys | undefined,
): AsyncGenerator<SettledBatch> {
  for (let tries = 1; ; tries += 1) {
    try {
      yield await writeTogether(run, who, rows, seen);
      return;
    } catch (error) {
      // Somebody else wrote the same phone or serial at this moment; now it is there to be seen.
      if (error instanceof ConstraintError && tries < MOST_TRIES) continue;
      if (!(error instanceof UndoAllError)) throw error;
      if (rows.length === 1) {
        yield await settleAlone(run, [{ input: rows[0]!.input, outcome: refused(error.cause) }]);
        return;
      }
      const half = Math.ceil(rows.length / 2);
      yield* writeRows(run, who, rows.slice(0, half), seen);
      yield* writeRows(run, who, rows.slice(half), seen);
      return;
    }
  }
}

async function writeTogether(
  run: ImportRun,
  who: Caller,
  rows: readonly ReadRow[],
  seen: SeenKeys | undefined,
): Promise<SettledBatch> {
  if (seen !== undefined) return await rehearse(run, who, rows, seen);
  return await run.store.write(async (db) => {
    const batch = await writeReadable(run, db, who, rows);
    await run.settle?.(db, batch);
    return batch;
  });
}

async function writeReadable(run: ImportRun, db: Writer, who: Caller, rows: readonly ReadRow[]): Promise<SettledBatch> {
  const readable = rows.filter(({ error }) => error === null);
  const outcomes = await run.record.write(
    db,
    who,
    readable.map(({ row }) => row),
    run.options,
  );
  let next = 0;
  return rows.map(({ input, error }) => ({ input, outcome: error ?? outcomes[next++]! }));
}

/** Writes the rows and takes everything back; what an earlier row of the file would have brought in is remembered. */
async function rehearse(run: ImportRun, who: Caller, rows: readonly ReadRow[], seen: SeenKeys): Promise<SettledBatch> {
  const repeats = new Map<ReadRow, RowOutcome>();
  for (const row of rows) {
    if (row.error !== null) continue;
    const key = run.record.uniqueKeys(row.row).find((one) => seen.has(one));
    if (key !== undefined) repeats.set(row, repeated(run.options, key));
  }
  const fresh = rows.filter((row) => !repeats.has(row));
  const rehearsed = await rollingBack(run.store, (db) => writeReadable(run, db, who, fresh));
  let next = 0;
  const batch = rows.map((row): SettledRow => {
    const outcome = repeats.get(row) ?? rehearsed[next++]!.outcome;
    if (outcome.kind === 'new' || outcome.kind === 'updated') seen.add(run.record.uniqueKeys(row.row));
    return { input: row.input, outcome };
  });
  return await settleAlone(run, batch);
}

function repeated(options: ImportOptions, key: string): RowOutcome {
  if (options.onDuplicate === 'skip') return { kind: 'duplicate', id: 0n };
  if (options.onDuplicate === 'update') return { kind: 'updated', id: 0n };
  const [field = '', ...value] = key.split(' ');
  const error =
    field === 'phone'
      ? new CrmError('phone_used', { phone: value.join(' ') })
      : new CrmError('taken', { field, value: value.join(' ') });
  return refused(error);
}

/** Carries the result out of a transaction that isn't to be. */
class RolledBack<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('rolled back');
    this.result = result;
  }
}

async function rollingBack<T>(store: Store, work: (db: Writer) => Promise<T>): Promise<T> {
  try {
    return await store.write(async (db) => {
      throw new RolledBack(await work(db));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result as T;
    throw error;
  }
}

async function settleAlone(run: ImportRun, batch: SettledBatch): Promise<SettledBatch> {
  const { settle } = run;
  if (settle !== undefined) await run.store.write((db) => settle.call(run, db, batch));
  return batch;
}
