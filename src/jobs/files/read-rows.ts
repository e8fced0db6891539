import { extname } from 'node:path';
import { detectEncoding, type TextEncoding } from './decode-text.ts';
import { UnreadableFileError, type InputRow } from './input-row.ts';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import { readXlsx } from './read-xlsx.ts';

export type FileFormat = 'csv' | 'xlsx' | 'ndjson';

/** The format that a file's name tells. Raises for any other. */
export function formatOf(path: string): FileFormat {
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === 'csv' || ending === 'xlsx' || ending === 'ndjson') return ending;
  if (ending === 'jsonl') return 'ndjson';
  if (ending === 'tsv' || ending === 'txt') return 'csv';
  throw new UnreadableFileError('can read .csv, .xlsx and .ndjson');
}

export interface ReadOptions {
  readonly format: FileFormat;
  /** Detected when absent; xlsx has none. */
  readonly encoding?: TextEncoding;
  /** Reads JSON without rounding integers beyond 2^53. */
  readonly parseJson: (text: string) => unknown;
}

/** The rows of an import file of any size, one after the other. Raises UnreadableFileError where the file itself is at fault. */
export async function* readRows(path: string, options: ReadOptions): AsyncGenerator<InputRow> {
  if (options.format === 'xlsx') {
    yield* readXlsx(path);
    return;
  }
  const encoding = options.encoding ?? (await detectEncoding(path));
  if (options.format === 'csv') yield* readCsv(path, encoding);
  else yield* readNdjson(path, encoding, options.parseJson);
}
