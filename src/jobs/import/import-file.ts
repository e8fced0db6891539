import { randomUUID } from 'node:crypto';
import { extname, join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { requirePermission } from '#crm/access/scope.ts';
import type { Directory } from '#crm/access/directory.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Reader, Store } from '#crm/store.ts';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import { UnreadableFileError, type InputRow } from '#jobs/files/input-row.ts';
import { formatOf, readRows, type FileFormat } from '#jobs/files/read-rows.ts';
import { jobFolder, writeJobFile } from '#jobs/job-files.ts';
import { readJob } from '#jobs/read-jobs.ts';
import { parseExact, stringifyExact } from '#transport/http/exact-json.ts';
import { guessMapping } from './guess-mapping.ts';
import { recordImports } from './import-records.ts';
import type { ImportRecordName, ImportTarget } from './record-import.ts';
import type { SourceFile } from './row-source.ts';

/** A file that waits to be imported, with what it looks like. */
export interface ImportFile {
  readonly id: bigint;
  readonly record: ImportRecordName;
  readonly fileName: string;
  readonly size: number;
  readonly columns: readonly ImportColumn[];
  /** What its columns can fill, as the tenant's fields stand now. */
  readonly targets: readonly ImportTarget[];
}

export interface ImportColumn {
  readonly name: string;
  readonly samples: readonly string[];
  /** The likeliest target. */
  readonly target: string | null;
}

/** The kind of the job that stands for the upload; it is done from the start. */
export const IMPORT_FILE = 'import-file';

export interface StoredFile {
  readonly record: ImportRecordName;
  readonly fileName: string;
  readonly format: FileFormat;
  /** Its name in the folder of jobs. */
  readonly stored: string;
  readonly size: number;
  readonly columns: readonly Pick<ImportColumn, 'name' | 'samples'>[];
}

const MOST_BYTES = 4 * 1024 ** 3;
const SAMPLES = 5;
const LONGEST_SAMPLE = 100;

/**
 * Keeps an uploaded file for startImport and looks at its first rows. Raises `forbidden`, UnreadableFileError (the message
 * is one line for people), FileTooLargeError.
 * @param data HUILIU_DATA
 */
export async function keepImportFile(
  store: Store,
  data: string,
  who: Caller,
  file: { readonly record: ImportRecordName; readonly fileName: string; readonly content: Readable },
): Promise<ImportFile> {
  requirePermission(who, 'customer.edit');
  const { record, fileName } = file;
  const format = formatOf(fileName);
  const folder = jobFolder(data);
  const stored = `${randomUUID()}${extname(fileName).toLowerCase()}`;
  const size = await writeJobFile(folder, stored, file.content, MOST_BYTES);
  try {
    const columns = await lookAt(join(folder, stored), format);
    const input: StoredFile = { record, fileName: fileName.slice(0, 255), format, stored, size, columns };
    const id = await store.write((db) =>
      enqueueJob(db, who, { kind: IMPORT_FILE, input: JSON.stringify(input), state: 'done' }),
    );
    return describe(who.directory, id, input);
  } catch (error) {
    await rm(join(folder, stored), { force: true });
    throw error;
  }
}

/** Raises `not_found`. */
export async function readImportFile(db: Reader, who: Caller, id: bigint): Promise<ImportFile> {
  return describe(who.directory, id, await readStoredFile(db, who.tenantId, id));
}

/** Raises `not_found` for a job that is no upload. */
export async function readStoredFile(db: Reader, tenantId: bigint, id: bigint): Promise<StoredFile> {
  const job = await readJob(db, tenantId, id);
  if (job.kind !== IMPORT_FILE) throw new CrmError('not_found', { record: 'job', id: String(id) });
  return JSON.parse(job.input) as StoredFile;
}

/** Where a stored file lies. */
export function sourceOf(data: string, { stored, format }: StoredFile): SourceFile {
  return { path: join(jobFolder(data), stored), format };
}

/** The rows of a stored file, from the start. */
export function rowsOf(data: string, file: StoredFile): AsyncIterable<InputRow> {
  const { path, format } = sourceOf(data, file);
  return readRows(path, { format, parseJson: parseExact });
}

async function lookAt(path: string, format: FileFormat): Promise<StoredFile['columns']> {
  const samples = new Map<string, string[]>();
  let rows = 0;
  for await (const { values } of readRows(path, { format, parseJson: parseExact })) {
    for (const [name, value] of Object.entries(values)) {
      const known = samples.get(name) ?? [];
      if (value !== '' && value !== null) known.push(sampleText(value));
      samples.set(name, known);
    }
    rows += 1;
    if (rows === SAMPLES) break;
  }
  if (samples.size === 0) throw new UnreadableFileError('there is no row below the header');
  return [...samples].map(([name, texts]) => ({ name, samples: texts }));
}

function sampleText(value: unknown): string {
  const text = typeof value === 'string' ? value : stringifyExact(value);
  return text.length <= LONGEST_SAMPLE ? text : `${text.slice(0, LONGEST_SAMPLE)}…`;
}

function describe(directory: Directory, id: bigint, file: StoredFile): ImportFile {
  const { record, fileName, size, columns } = file;
  const targets = recordImports[record].targets(directory);
  const mapping = guessMapping(
    columns.map(({ name }) => name),
    targets,
  );
  return {
    id,
    record,
    fileName,
    size,
    columns: columns.map((column) => ({ ...column, target: mapping[column.name] ?? null })),
    targets,
  };
}
