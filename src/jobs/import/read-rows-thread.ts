import { workerData } from 'node:worker_threads';
import type { EntryForm } from '#engines/engine.ts';
import { UnreadableFileError, type InputRow } from '#jobs/files/input-row.ts';
import { callerReceiver, type SentCaller } from '#jobs/thread-caller.ts';
import { answerRequests } from '#jobs/worker-thread.ts';
import { recordImports } from './import-records.ts';
import { readRow, type Reading } from './read-row.ts';
import type { ImportRecordName, RowOutcome } from './record-import.ts';
import { RowSource, type SourceFile } from './row-source.ts';

/** What the thread is told once. */
export interface ReaderStart extends Reading {
  readonly file: SourceFile;
  readonly passOver: number;
  readonly record: ImportRecordName;
  readonly form: EntryForm;
}

export interface ReadRequest {
  readonly who: SentCaller;
  readonly count: number;
}

/** Rows of the file, what was wrong with the cells of each, and the others, in their order, formed as the record does. */
export interface FormedRows {
  readonly inputs: readonly InputRow[];
  readonly errors: readonly (RowOutcome | null)[];
  readonly formed: unknown;
}

export interface UnreadableFile {
  readonly unreadable: string;
}

/** Reads a file and does what can be done of writing its rows without the store. */
const { file, passOver, record: name, form, ...reading } = workerData as ReaderStart;
const record = recordImports[name];
const source = new RowSource(file, passOver);
const receive = callerReceiver();

answerRequests(async ({ who: sent, count }: ReadRequest): Promise<FormedRows | UnreadableFile> => {
  const who = receive(sent);
  try {
    const inputs = await source.take(count);
    const read = inputs.map((input) => readRow(record, who.directory, reading, input));
    const rows = read.filter(({ error }) => error === null).map(({ row }) => row);
    return { inputs, errors: read.map(({ error }) => error), formed: record.forming!.form(form, who, rows) };
  } catch (error) {
    if (error instanceof UnreadableFileError) return { unreadable: error.message };
    throw error;
  }
});
