import type { Directory } from '#crm/access/directory.ts';
import type { InputRow } from '#jobs/files/input-row.ts';
import type { Mapping } from './guess-mapping.ts';
import type { ImportOptions, RecordImport, RowOutcome } from './record-import.ts';
import { RowReader, type Cells } from './row-reader.ts';

/** How the rows of one file are read. */
export interface Reading {
  /** Columns that it doesn't name are refused row by row (ndjson rows differ in their keys). */
  readonly mapping: Mapping;
  readonly options: ImportOptions;
}

export interface ReadCells {
  /** Known to the record's own functions only. */
  readonly row: unknown;
  /** What was wrong with its cells. */
  readonly error: RowOutcome | null;
}

/** The record's row that the cells of an input row say. */
export function readRow(
  record: RecordImport,
  directory: Directory,
  { mapping, options }: Reading,
  input: InputRow,
): ReadCells {
  if (input.fault !== undefined) return { row: null, error: unreadable(null, input.fault) };
  const cells: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const column of Object.keys(input.values)) {
    // The names come from the file: one such as `constructor` must not find what every object has.
    const target = Object.hasOwn(mapping, column) ? mapping[column] : undefined;
    if (target === undefined) return { row: null, error: unreadable(column, 'no such column') };
    if (target !== null) cells[target] = input.values[column];
  }
  const reader = new RowReader(directory, cells as Cells);
  const row = record.read(reader, options);
  return { row, error: reader.faults.length === 0 ? null : { kind: 'error', faults: reader.faults } };
}

function unreadable(field: string | null, reason: string): RowOutcome {
  return { kind: 'error', faults: [{ field, code: 'unreadable', reason }] };
}
