import type { Directory } from '#crm/access/directory.ts';
import { CrmError, type CrmErrorCode } from '#crm/errors.ts';
import { describeError } from '#jobs/describe-error.ts';
import type { Caller, Writer } from '#crm/store.ts';
import type { EntryForm } from '#engines/engine.ts';
import type { RowReader } from './row-reader.ts';

export const importRecordNames = [
  'customers',
  'companies',
  'opportunities',
  'follow-ups',
  'tickets',
  'calls',
  'messages',
] as const;

export type ImportRecordName = (typeof importRecordNames)[number];

/** A column that rows of a record may have (docs/import-export.md). */
export interface ImportTarget {
  /** The native name; `field:<key>` for a custom field. */
  readonly key: string;
  /** What people call it. */
  readonly label: string;
  readonly required: boolean;
  /** Further names that a file may head it with. */
  readonly aliases?: readonly string[];
}

export interface ImportOptions {
  /** Keeps given ids (a taken one is an error) and given times and people: for records that come from elsewhere. */
  readonly keepIds: boolean;
  /** What becomes of a row whose id, phone, serial or service account a record has. */
  readonly onDuplicate: 'error' | 'skip' | 'update';
}

/** Why a row, or one of its cells, was refused. */
export interface RowFault {
  readonly field: string | null;
  readonly code: CrmErrorCode | 'unreadable';
  readonly reason: string;
}

export type RowOutcome =
  | { readonly kind: 'new' | 'updated' | 'duplicate'; readonly id: bigint }
  | { readonly kind: 'error'; readonly faults: readonly RowFault[] };

/** How rows of one record kind are read and written; `Row` is known to the record's own file only. */
export interface RecordImport<Row = unknown> {
  readonly name: ImportRecordName;
  targets(directory: Directory): readonly ImportTarget[];

  /** Rows that are written in one transaction. */
  readonly rowsAWrite: number;

  /** The row that the cells say; what is wrong with them is noted in the reader. Needs no store. */
  read(cells: RowReader, options: ImportOptions): Row;

  /** What no other row may have as well, such as `phone 13800000000`: how a dry run sees repeats within a file. */
  uniqueKeys(row: Row): readonly string[];

  /**
   * Writes rows in one transaction, one outcome each. An UndoAllError rolls all of them back: they are then tried in
   * smaller parts, so that the row at fault is refused alone.
   */
  write(db: Writer, who: Caller, rows: readonly Row[], options: ImportOptions): Promise<RowOutcome[]>;

  /** Where rows cost more to form than to write: the same in two halves, of which one runs in another thread. */
  readonly forming?: Forming<Row>;
}

export interface Forming<Row = unknown, Formed = unknown> {
  /** What can be done of `write` without the store, as plain data; null where the store must be asked. */
  form(form: EntryForm, who: Caller, rows: readonly Row[]): Formed | null;

  /** What is left of `write`, for some of the rows. */
  write(db: Writer, who: Caller, part: FormedPart<Row, Formed>, options: ImportOptions): Promise<RowOutcome[]>;
}

export interface FormedPart<Row, Formed> {
  readonly formed: Formed;
  /** Of the rows to write, among those that were formed. */
  readonly places: readonly number[];
  /** The rows to write; reading them again costs time, so only who needs them asks. */
  rows(): readonly Row[];
}

export function refused(error: CrmError): RowOutcome {
  return { kind: 'error', faults: [faultOf(error)] };
}

export function faultOf(error: CrmError): RowFault {
  const { code, field, message } = describeError(error);
  return { code, field, reason: message };
}

/** Raised where a refused row may have left something behind: everything of its transaction must go. */
export class UndoAllError extends Error {
  override readonly name = 'UndoAllError';
  override readonly cause: CrmError;

  constructor(cause: CrmError) {
    super(cause.code);
    this.cause = cause;
  }
}

/**
 * Writes rows one after the other. A CrmError refuses its row alone, as crm's creating functions refuse before they
 * write; `writeOne` wraps others in `undoingAll`.
 */
export async function writeEach<Row>(
  rows: readonly Row[],
  writeOne: (row: Row) => Promise<RowOutcome>,
): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = [];
  for (const row of rows) {
    try {
      outcomes.push(await writeOne(row));
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      outcomes.push(refused(error));
    }
  }
  return outcomes;
}

/** Runs what may refuse after it wrote something, or with a statement that failed. */
export async function undoingAll<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CrmError ? new UndoAllError(error) : error;
  }
}
