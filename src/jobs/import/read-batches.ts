import { stat } from 'node:fs/promises';
import type { Caller, Store } from '#crm/store.ts';
import { UnreadableFileError, type InputRow } from '#jobs/files/input-row.ts';
import { callerSender } from '#jobs/thread-caller.ts';
import { WorkerThread } from '#jobs/worker-thread.ts';
import { readRow, type Reading } from './read-row.ts';
import type { FormedRows, ReaderStart, ReadRequest, UnreadableFile } from './read-rows-thread.ts';
import type { RecordImport, RowOutcome } from './record-import.ts';
import { RowSource, type SourceFile } from './row-source.ts';

export interface BatchReading extends Reading {
  readonly store: Store;
  readonly record: RecordImport;
  readonly file: SourceFile;
  /** Rows of the file that are settled already. */
  readonly passOver?: number;
  /** The caller in whose name the next rows are written. */
  caller(): Promise<Caller>;
  readonly signal?: AbortSignal;
  /** The process serves nobody else: rows go in long transactions while no other process writes. */
  readonly alone?: boolean;
}

/** Rows to be written in one transaction. */
export interface ReadBatch {
  readonly who: Caller;
  readonly rows: readonly ReadRow[];
  /** What the record's `form` made of the rows without an error, with this caller's directory. */
  readonly formed: unknown;
}

export interface ReadRow {
  readonly input: InputRow;
  /** Known to the record's own functions only. */
  readonly row: unknown;
  /** What was wrong with its cells. */
  readonly error: RowOutcome | null;
  /** Among the rows of its batch without an error. */
  readonly place: number;
}

/** By how much a transaction may be longer while nobody waits for it; 2,000 rows cost a third less each than 400. */
const LONGER_ALONE = 5;
/** Beginning a thread costs as much as forming a few thousand rows. */
export const THREAD_FROM_BYTES = 256 * 1024;
/** Batches that the thread reads, or has read, while one is written. */
const BATCHES_AHEAD = 2;

/** The rows of a file in order. Those of a large file are read and formed in another thread where the record knows how. */
export async function* readBatches(reading: BatchReading): AsyncGenerator<ReadBatch> {
  const isLarge = reading.record.forming !== undefined && (await stat(reading.file.path)).size >= THREAD_FROM_BYTES;
  yield* isLarge ? readInThread(reading) : readHere(reading);
}

async function* readHere(reading: BatchReading): AsyncGenerator<ReadBatch> {
  const source = new RowSource(reading.file, reading.passOver ?? 0);
  try {
    for (;;) {
      const inputs = await source.take(rowsAWrite(reading));
      if (inputs.length === 0) return;
      yield readBatch(reading, await reading.caller(), inputs);
    }
  } finally {
    await source.close();
  }
}

async function* readInThread(reading: BatchReading): AsyncGenerator<ReadBatch> {
  const { store, record, file, passOver = 0, mapping, options } = reading;
  const form = store.engine.capabilities.indexEntries;
  const start: ReaderStart = { file, passOver, record: record.name, mapping, options, form };
  const module = new URL('./read-rows-thread.ts', import.meta.url);
  await using thread = new WorkerThread<ReadRequest, FormedRows | UnreadableFile>(module, start);
  const send = callerSender();
  const ask = async () => {
    const who = await reading.caller();
    return { directory: who.directory, answer: thread.ask({ who: send(who), count: rowsAWrite(reading) }) };
  };
  const ahead = [];
  for (;;) {
    while (ahead.length < BATCHES_AHEAD) ahead.push(await ask());
    const { directory, answer } = ahead.shift()!;
    const read = await answer;
    if ('unreadable' in read) throw new UnreadableFileError(read.unreadable);
    if (read.inputs.length === 0) return;
    const who = await reading.caller();
    // What was formed may name options, fields or agents that are gone by now.
    yield who.directory === directory ? formedBatch(reading, who, read) : readBatch(reading, who, read.inputs);
  }
}

function rowsAWrite({ store, record, alone }: BatchReading): number {
  return alone !== true || store.engine.othersWrite() ? record.rowsAWrite : LONGER_ALONE * record.rowsAWrite;
}

function readBatch(reading: BatchReading, who: Caller, inputs: readonly InputRow[]): ReadBatch {
  let place = 0;
  const rows = inputs.map((input): ReadRow => {
    const { row, error } = readRow(reading.record, who.directory, reading, input);
    return { input, row, error, place: error === null ? place++ : -1 };
  });
  return { who, rows, formed: null };
}

function formedBatch(reading: BatchReading, who: Caller, { inputs, errors, formed }: FormedRows): ReadBatch {
  let place = 0;
  const rows = inputs.map((input, at): ReadRow => {
    const error = errors[at]!;
    return new FormedRow(input, error, error === null ? place++ : -1, reading, who);
  });
  return { who, rows, formed };
}

/** A row that the thread has read; here it is read only where that is needed. */
class FormedRow implements ReadRow {
  readonly input: InputRow;
  readonly error: RowOutcome | null;
  readonly place: number;
  readonly #reading: BatchReading;
  readonly #who: Caller;
  #read: { readonly row: unknown } | undefined;

  constructor(input: InputRow, error: RowOutcome | null, place: number, reading: BatchReading, who: Caller) {
    this.input = input;
    this.error = error;
    this.place = place;
    this.#reading = reading;
    this.#who = who;
  }

  get row(): unknown {
    const { record } = this.#reading;
    this.#read ??= readRow(record, this.#who.directory, this.#reading, this.input);
    return this.#read.row;
  }
}
