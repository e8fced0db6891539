import { CrmError } from '#crm/errors.ts';
import type { Store, Writer } from '#crm/store.ts';
import { ConstraintError } from '#engines/engine.ts';
import type { InputRow } from '#jobs/files/input-row.ts';
import { readBatches, type BatchReading, type ReadBatch, type ReadRow } from './read-batches.ts';
import { refused, UndoAllError, type ImportOptions, type RowOutcome } from './record-import.ts';
import { SeenKeys } from './seen-keys.ts';

export interface ImportRun extends BatchReading {
  /** Writes nothing, and tells what would become of each row. */
  readonly dryRun: boolean;
  /** Runs in the transaction of the rows (of a dry run: in one of its own), so that what it writes holds when they do. */
  settle?(db: Writer, batch: SettledBatch): Promise<void>;
}

export interface SettledRow {
  readonly input: InputRow;
  readonly outcome: RowOutcome;
}

/** Rows that follow each other in the file, written in one transaction. */
export type SettledBatch = readonly SettledRow[];

/**
 * What so many rows change is worth a look at the tables, and what so many times as many change again: a plan made for few
 * companies reads all of them to find some by name.
 */
const MANY_ROWS = 1000;
const MANY_TIMES = 10;

/** Writes the rows of a file, in order and in small transactions, so that other callers are served in between. */
export async function* importRows(run: ImportRun): AsyncGenerator<SettledBatch> {
  const seen = run.dryRun ? new SeenKeys() : undefined;
  let rows = 0;
  let lookedAt = MANY_ROWS / MANY_TIMES;
  for await (const batch of readBatches(run)) {
    run.signal?.throwIfAborted();
    rows += batch.rows.length;
    yield* writeRows(run, batch, seen);
    if (run.dryRun || rows < lookedAt * MANY_TIMES) continue;
    await run.store.engine.analyze();
    lookedAt = rows;
  }
  if (!run.dryRun && rows >= MANY_ROWS && rows > lookedAt) await run.store.engine.analyze();
}

const MOST_TRIES = 5;

/** Writes rows together; where that can't be, in halves, down to the row that is refused alone. */
async function* writeRows(run: ImportRun, batch: ReadBatch, seen: SeenKeys | undefined): AsyncGenerator<SettledBatch> {
  const { rows } = batch;
  for (let tries = 1; ; tries += 1) {
    try {
      yield await writeTogether(run, batch, seen);
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
      yield* writeRows(run, { ...batch, rows: rows.slice(0, half) }, seen);
      yield* writeRows(run, { ...batch, rows: rows.slice(half) }, seen);
      return;
    }
  }
}

async function writeTogether(run: ImportRun, batch: ReadBatch, seen: SeenKeys | undefined): Promise<SettledBatch> {
  if (seen !== undefined) return await rehearse(run, batch, seen);
  return await run.store.write(async (db) => {
    const settled = await writeReadable(run, db, batch);
    await run.settle?.(db, settled);
    return settled;
  });
}

async function writeReadable(
  { record, options }: ImportRun,
  db: Writer,
  { who, rows, formed }: ReadBatch,
): Promise<SettledBatch> {
  const readable = rows.filter(({ error }) => error === null);
  const readRows = () => readable.map(({ row }) => row);
  const outcomes =
    formed === null
      ? await record.write(db, who, readRows(), options)
      : await record.forming!.write(
          db,
          who,
          { formed, places: readable.map(({ place }) => place), rows: readRows },
          options,
        );
  let next = 0;
  return rows.map(({ input, error }) => ({ input, outcome: error ?? outcomes[next++]! }));
}

/** Writes the rows and takes everything back; what an earlier row of the file would have brought in is remembered. */
async function rehearse(run: ImportRun, batch: ReadBatch, seen: SeenKeys): Promise<SettledBatch> {
  const { rows } = batch;
  const repeats = new Map<ReadRow, RowOutcome>();
  for (const row of rows) {
    if (row.error !== null) continue;
    const key = run.record.uniqueKeys(row.row).find((one) => seen.has(one));
    if (key !== undefined) repeats.set(row, repeated(run.options, key));
  }
  const fresh = rows.filter((row) => !repeats.has(row));
  const rehearsed = await rollingBack(run.store, (db) => writeReadable(run, db, { ...batch, rows: fresh }));
  let next = 0;
  const settled = rows.map((row): SettledRow => {
    const outcome = repeats.get(row) ?? rehearsed[next++]!.outcome;
    if (outcome.kind === 'new' || outcome.kind === 'updated') seen.add(run.record.uniqueKeys(row.row));
    return { input: row.input, outcome };
  });
  return await settleAlone(run, settled);
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
