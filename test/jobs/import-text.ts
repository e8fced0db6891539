import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openImport } from '#cli/import/open-import.ts';
import type { Caller, Store } from '#crm/store.ts';
import { importRows, type SettledRow } from '#jobs/import/import-rows.ts';
import type { ImportOptions, ImportRecordName } from '#jobs/import/record-import.ts';
import { addToTally, noRows, type Tally } from '#jobs/import/tally.ts';

export interface Imported {
  readonly tally: Tally;
  readonly rows: readonly SettledRow[];
  /** `row field reason` of each fault, in the file's order. */
  readonly faults: readonly string[];
}

interface Wanted extends Partial<ImportOptions> {
  readonly dryRun?: boolean;
  /** Ending of the file; csv when absent. */
  readonly format?: 'csv' | 'xlsx' | 'ndjson';
}

/** Imports a file with this content as a command or a job does. */
export async function importText(
  store: Store,
  who: Caller,
  name: ImportRecordName,
  content: string | Uint8Array,
  wanted: Wanted = {},
): Promise<Imported> {
  const { dryRun = false, keepIds = false, onDuplicate = 'error', format = 'csv' } = wanted;
  const folder = await mkdtemp(join(tmpdir(), 'huiliu-import-'));
  try {
    const path = join(folder, `rows.${format}`);
    await writeFile(path, content);
    const caller = async () => ({ ...who, directory: await store.directory(who.tenantId), now: Date.now() });
    const opened = await openImport((await caller()).directory, name, path, {});
    const rows: SettledRow[] = [];
    let tally = noRows;
    for await (const batch of importRows({ store, ...opened, caller, dryRun, options: { keepIds, onDuplicate } })) {
      rows.push(...batch);
      tally = addToTally(tally, batch);
    }
    return { tally, rows, faults: rows.flatMap(faultLines) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function faultLines({ input, outcome }: SettledRow): string[] {
  if (outcome.kind !== 'error') return [];
  return outcome.faults.map(({ field, reason }) => `${input.row} ${field ?? '-'} ${reason}`);
}
