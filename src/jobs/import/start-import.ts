import { requirePermission } from '#crm/access/scope.ts';
import { CrmError } from '#crm/errors.ts';
import type { Caller, Writer } from '#crm/store.ts';
import { enqueueJob } from '#jobs/enqueue-job.ts';
import { guessMapping, mappingFault, type Mapping } from './guess-mapping.ts';
import { readStoredFile } from './import-file.ts';
import { recordImports } from './import-records.ts';
import type { ImportOptions, ImportRecordName, ImportTarget } from './record-import.ts';

export const IMPORT = 'import';

export interface NewImport extends Partial<ImportOptions> {
  /** From keepImportFile. */
  readonly fileId: bigint;
  /** Column → target, null leaves it out; the likeliest one when absent. */
  readonly mapping?: Mapping;
  /** Counts what would become of the rows and changes nothing. */
  readonly dryRun?: boolean;
}

/** What the job keeps of what was asked. */
export interface ImportInput extends ImportOptions {
  readonly fileId: string;
  readonly record: ImportRecordName;
  readonly fileName: string;
  readonly mapping: Mapping;
  readonly dryRun: boolean;
}

/**
 * Has a stored file imported in the background; answers the job's id. Wake the runner after the commit. Raises `forbidden`,
 * `not_found`, `invalid` (field `mapping`).
 */
export async function startImport(db: Writer, who: Caller, wanted: NewImport): Promise<bigint> {
  requirePermission(who, 'customer.edit');
  const { fileId, keepIds = false, onDuplicate = 'error', dryRun = false } = wanted;
  const { record, fileName, format, columns } = await readStoredFile(db, who.tenantId, fileId);
  const targets = recordImports[record].targets(who.directory);
  const names = columns.map(({ name }) => name);
  const mapping = wanted.mapping ?? guessMapping(names, targets);
  const fault = mappingFault(mapping, targets);
  if (fault !== null) throw new CrmError('invalid', { field: 'mapping', reason: fault });
  const whole = format === 'ndjson' ? { ...unseenKeys(mapping, targets), ...mapping } : mapping;
  const input: ImportInput = { fileId: String(fileId), record, fileName, mapping: whole, keepIds, onDuplicate, dryRun };
  return await enqueueJob(db, who, { kind: IMPORT, input: JSON.stringify(input) });
}

/** Later rows of ndjson may have keys that the first ones don't. */
function unseenKeys(mapping: Mapping, targets: readonly ImportTarget[]): Mapping {
  const used = new Set(Object.values(mapping));
  return Object.fromEntries(targets.filter(({ key }) => !used.has(key)).map(({ key }) => [key, key]));
}
