import type { Directory } from '#crm/access/directory.ts';
import { CommandFailure, UsageError } from '#cli/cli.ts';
import { type FileFormat, formatOf, readRows } from '#jobs/files/read-rows.ts';
import { type InputRow, UnreadableFileError } from '#jobs/files/input-row.ts';
import { columnsOfRows } from '#jobs/import/error-file.ts';
import { guessMapping, mappingFault, type Mapping } from '#jobs/import/guess-mapping.ts';
import { recordImports } from '#jobs/import/import-records.ts';
import type { ImportRecordName, ImportTarget, RecordImport } from '#jobs/import/record-import.ts';
import type { SourceFile } from '#jobs/import/row-source.ts';
import { parseExact } from '#transport/http/exact-json.ts';
import type { MappingArguments } from '../import.ts';

export interface OpenedImport {
  readonly record: RecordImport;
  readonly file: SourceFile;
  readonly mapping: Mapping;
  /** Those that a refused row is written with. */
  readonly columns: readonly string[];
}

/** Opens a file and finds which column fills which field. Raises UsageError for columns that nothing is known of. */
export async function openImport(
  directory: Directory,
  name: ImportRecordName,
  path: string,
  options: MappingArguments,
): Promise<OpenedImport> {
  const record = recordImports[name];
  const targets = record.targets(directory);
  const { format, first } = await begin(path);
  // The keys of ndjson may differ from row to row, so each known name is ready for them.
  const names = format === 'ndjson' ? targets.map(({ key }) => key) : Object.keys(first?.values ?? {});
  if (format !== 'ndjson' && first !== undefined) requireColumns(names, options);
  const mapping = chooseMapping(names, targets, options);
  if (format !== 'ndjson') checkMapping(mapping, targets, first);
  return { record, file: { path, format }, mapping, columns: columnsOfRows(names, mapping) };
}

async function begin(path: string): Promise<{ format: FileFormat; first: InputRow | undefined }> {
  try {
    const format = formatOf(path);
    return { format, first: await firstRow(readRows(path, { format, parseJson: parseExact })) };
  } catch (error) {
    throw inFile(path, error);
  }
}

/** An error that is the file's own fault, told with its name; any other as it is. */
export function inFile(path: string, error: unknown): unknown {
  return error instanceof UnreadableFileError ? new CommandFailure(`${path}: ${error.message}`) : error;
}

async function firstRow(rows: AsyncIterable<InputRow>): Promise<InputRow | undefined> {
  for await (const row of rows) return row;
  return undefined;
}

function chooseMapping(
  columns: readonly string[],
  targets: readonly ImportTarget[],
  { map = [], ignore = [] }: MappingArguments,
): Mapping {
  const given = new Map(map.map(readPair));
  const fields = targets.map(({ key }) => key);
  for (const [column, field] of given) {
    if (!fields.includes(field)) {
      throw new UsageError(`--map ${column}=${field}: there is no such field. Fields: ${fields.join(', ')}`);
    }
  }
  const taken = new Set(given.values());
  const guessed = guessMapping(columns, targets);
  const mapping: Record<string, string | null> = Object.create(null) as Record<string, string | null>;
  for (const column of columns) {
    const target = guessed[column] ?? null;
    mapping[column] = target !== null && taken.has(target) ? null : target;
  }
  for (const [column, target] of given) mapping[column] = target;
  const unknown = columnsOfRows(columns, mapping).filter(
    (column) => mapping[column] === null && !ignore.includes(column),
  );
  if (unknown.length > 0) {
    throw new UsageError(
      `nothing is known of the column ${unknown.join(', ')}: --map it to a field, or --ignore it. ` +
        `Fields: ${fields.join(', ')}`,
    );
  }
  for (const column of ignore) mapping[column] = null;
  return mapping;
}

/** Columns of ndjson may come with any row, those of the others stand in the header. */
function requireColumns(columns: readonly string[], { map = [], ignore = [] }: MappingArguments): void {
  const absent = [...map.map((one) => readPair(one)[0]), ...ignore].find((one) => !columns.includes(one));
  if (absent !== undefined) {
    throw new UsageError(`the file has no column ${absent} to --map or --ignore. Columns: ${columns.join(', ')}`);
  }
}

function readPair(text: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at < 1) throw new UsageError(`--map takes column=field, not ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** An empty file has nothing to be mapped. */
function checkMapping(mapping: Mapping, targets: readonly ImportTarget[], first: InputRow | undefined): void {
  const fault = first === undefined ? null : mappingFault(mapping, targets);
  if (fault !== null) throw new UsageError(fault);
}
