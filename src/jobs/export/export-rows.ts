import { requirePermission } from '#crm/access/scope.ts';
import type { Caller, Store } from '#crm/store.ts';
import { csvBytes } from '#jobs/files/write-csv.ts';
import { xlsxBytes, type Cell } from '#jobs/files/write-xlsx.ts';
import { recordExports } from './export-records.ts';
import { ndjsonBytes } from './ndjson-bytes.ts';
import type {
  ExportCell,
  ExportFilters,
  ExportFormat,
  ExportRecordName,
  ExportRow,
  RecordExport,
} from './record-export.ts';

/** Long enough that statements cost little a row, short enough that a page's rows are gone before they are kept apart. */
const ROWS_A_READ = 128;

export interface ExportRun<R extends ExportRecordName> {
  readonly store: Store;
  readonly record: R;
  readonly filter?: ExportFilters[R];
  readonly format: ExportFormat;
  /** The caller whose reach and masks hold, asked again for each page. */
  caller(): Promise<Caller>;
  /** Is told how many rows were read so far, after each page. */
  progress?(rows: number): Promise<void> | void;
  readonly signal?: AbortSignal;
}

/**
 * The bytes of a file with the records that a caller sees, made as they are read and never held: what an import reads back.
 * Raises `forbidden` (export).
 */
export async function* exportBytes<R extends ExportRecordName>(run: ExportRun<R>): AsyncGenerator<Buffer> {
  const who = await run.caller();
  requirePermission(who, 'export');
  const columns = recordExports[run.record].columns(who.directory);
  if (run.format === 'ndjson')
    yield* ndjsonBytes(
      columns,
      exportRows(run, (row) => row),
    );
  else if (run.format === 'csv') yield* csvBytes(columns, exportRows(run, flat));
  else yield* xlsxBytes(columns, exportRows(run, flat));
}

async function* exportRows<R extends ExportRecordName, T>(
  run: ExportRun<R>,
  shape: (row: ExportRow) => T,
): AsyncGenerator<T> {
  const record: RecordExport<ExportFilters[R]> = recordExports[run.record];
  const filter = run.filter ?? ({} as ExportFilters[R]);
  let after: bigint | null = null;
  let count = 0;
  for (;;) {
    run.signal?.throwIfAborted();
    const who = await run.caller();
    const start: bigint | null = after;
    const page: readonly ExportRow[] = await run.store.scan((db) => record.page(db, who, filter, start, ROWS_A_READ));
    for (const row of page) yield shape(row);
    count += page.length;
    await run.progress?.(count);
    if (page.length < ROWS_A_READ) return;
    after = page.at(-1)!.id;
  }
}

function flat({ cells }: ExportRow): readonly Cell[] {
  return cells.map(flatCell);
}

/** Lists by commas; lists with objects, or with commas inside, as JSON. */
function flatCell(cell: ExportCell): Cell {
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  if (!Array.isArray(cell)) return cell as Cell;
  const texts = cell as readonly unknown[];
  if (texts.length === 0) return null;
  return texts.every((text) => typeof text === 'string' && !PARTED.test(text))
    ? texts.join(',')
    : JSON.stringify(texts);
}

/** What would be parted where an import reads it (jobs/import/row-reader.ts). */
const PARTED = /[,，、;；\n[]/;
