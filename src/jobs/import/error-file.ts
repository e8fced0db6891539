import { csvLine } from '#jobs/files/write-csv.ts';
import type { InputRow } from '#jobs/files/input-row.ts';
import { stringifyExact } from '#transport/http/exact-json.ts';
import type { Mapping } from './guess-mapping.ts';
import type { RowFault } from './record-import.ts';

/** What stands behind the columns of a refused row. */
const REASON = 'reason';

/** A file's own columns: without the reasons of a file of refused rows, which is imported again once it is mended. */
export function columnsOfRows(columns: readonly string[], mapping: Mapping): readonly string[] {
  return columns.at(-1) === REASON && (mapping[REASON] ?? null) === null ? columns.slice(0, -1) : columns;
}

export function errorFileHeader(columns: readonly string[]): string {
  return `\ufeff${csvLine([...columns, REASON])}`;
}

/** A refused row as it was given, and why, so that it can be mended and imported again. */
export function errorFileLine(columns: readonly string[], input: InputRow, faults: readonly RowFault[]): string {
  return csvLine([...columns.map((column) => cellText(input.values[column])), reasonText(faults)]);
}

/** The faults as one line: `phones: 138… belongs to another customer; type: …`. */
export function reasonText(faults: readonly RowFault[]): string {
  return faults.map(({ field, reason }) => (field === null ? reason : `${field}: ${reason}`)).join('; ');
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : stringifyExact(value);
}
