/** One row of an import file. `values` go by the header's names (csv, xlsx: texts) or the object's keys (ndjson). */
export interface InputRow {
  /** As people count in the file: the header is row 1 of csv and xlsx; an ndjson row is its line. */
  readonly row: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why this row alone can't be read, though the file goes on. */
  readonly fault?: string;
}

/** The file as a whole can't be read; the message says why, in one line. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

/** Longer lines and cells are no data of ours. */
export const LONGEST_LINE = 1_048_576;
export const MOST_COLUMNS = 1024;

/** Names of the columns, checked. Raises when one is missing or there twice. */
export function readHeader(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  while (names.length > 0 && names.at(-1) === '') names.pop();
  if (names.length === 0) throw new UnreadableFileError('the first row must name the columns');
  if (names.length > MOST_COLUMNS) throw new UnreadableFileError(`more than ${MOST_COLUMNS} columns`);
  names.forEach((name, index) => {
    if (name === '') throw new UnreadableFileError(`column ${index + 1} has no name`);
    if (names.indexOf(name) !== index) throw new UnreadableFileError(`${name}: this column is there twice`);
  });
  return names;
}

/** The cells under their names. */
export function toValues(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (let i = 0; i < names.length; i += 1) values[names[i]!] = cells[i] ?? '';
  return values;
}

/** Takes off the `'` that guardFormula put before a text. */
export function unguard(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}

const GUARDED = /^'+[=+\-@\t\r]/;

/** A text that a spreadsheet would run as a formula, or that looks guarded already, gets a `'` before it. */
export function guardFormula(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

export const FORMULA = /^'*[=+\-@\t\r]/;
