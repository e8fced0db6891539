import { Argument, Option, type Command } from 'commander';
import type { Store } from '#crm/store.ts';
import type { InputRow } from '#jobs/files/input-row.ts';
import type { ImportOptions, ImportRecordName, RowFault } from '#jobs/import/record-import.ts';
import { importRecordNames } from '#jobs/import/record-import.ts';
import { collect } from './arguments.ts';
import { addCommand, CommandFailure, print, UsageError, type Cli } from './cli.ts';
import { actingAs, findTenant } from './find.ts';
import { oneLine } from './one-line.ts';
import { isSameFile, requirePlace } from './require-place.ts';

const REPORT_EVERY_MS = 5000;
const MOST_SHOWN = 20;
/** More refused rows than these are counted only; the error file holds all. */
const MOST_LISTED = 10_000;

export function addImport(program: Command, cli: Cli): void {
  addCommand(program, 'import', 'read records from a csv (UTF-8, GBK), xlsx or ndjson file with native field names')
    .addArgument(new Argument('<records>', 'what the rows are').choices(importRecordNames))
    .argument('<file>', 'path of the file; its ending tells the format')
    .requiredOption('--tenant <tenant>', 'code or id')
    .option('--keep-ids', 'keep given ids, times and people, for records that come from elsewhere')
    .option('--dry-run', 'change nothing; tell what would become of the rows')
    .addOption(
      new Option('--on-duplicate <what>', 'what becomes of a row that is there already')
        .choices(['error', 'skip', 'update'])
        .default('error'),
    )
    .option('--as <login>', 'agent in whose name it is done; the first active admin when absent')
    .option('--map <column=field>', 'fill a field from a column of another name; may be repeated', collect)
    .option('--ignore <column>', 'leave a column out; may be repeated', collect)
    .option('--errors <file>', 'where refused rows go, with a column of reasons; <file>.errors.csv when absent')
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      '\nExit status 1 when a row was refused; the other rows are imported. Works while the server runs.\n' +
        'Records that others name come first: companies, customers, opportunities, then the rest.',
    )
    .action((record: ImportRecordName, file: string, options: Options) => importFile(cli, record, file, options));
}

async function importFile(cli: Cli, record: ImportRecordName, file: string, options: Options): Promise<void> {
  const { inFile, openImport } = await import('./import/open-import.ts');
  const { ErrorFile } = await import('./import/error-file.ts');
  const { importRows } = await import('#jobs/import/import-rows.ts');
  const { addToTally, noRows } = await import('#jobs/import/tally.ts');
  const errorFile = options.errors ?? `${file}.errors.csv`;
  if (options.errors !== undefined) await requirePlace(options.errors);
  if (await isSameFile(errorFile, file)) throw new UsageError(`--errors ${errorFile} is the file that is read`);
  const work = async (store: Store): Promise<void> => {
    const { tenant } = await findTenant(store, options.tenant);
    const caller = async () => actingAs(store, await store.directory(tenant.id), options.as);
    const opened = await openImport((await caller()).directory, record, file, options);
    await using errors = new ErrorFile(errorFile, opened.columns);
    const report = progress(cli, options);
    const refused: RefusedRow[] = [];
    let tally = noRows;
    const startedAt = performance.now();
    const run = { store, ...opened, ...settings(options), caller, signal: cli.stopping, alone: true };
    let fault: string | undefined;
    try {
      for await (const batch of importRows(run)) {
        tally = addToTally(tally, batch);
        for (const { input, outcome } of batch) {
          if (outcome.kind !== 'error') continue;
          await errors.add(input, outcome.faults);
          if (refused.length < MOST_LISTED) refused.push({ row: input.row, faults: outcome.faults });
        }
        report(tally.rows);
      }
    } catch (error) {
      fault = cli.stopping.aborted ? 'stopped' : oneLine(inFile(file, error));
      if (tally.rows === 0 || options.dryRun === true) throw new CommandFailure(fault);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const value = {
      record,
      dryRun: options.dryRun === true,
      complete: fault === undefined,
      ...tally,
      seconds: Math.round(seconds * 1000) / 1000,
      rowsPerSecond: Math.round(tally.rows / seconds),
      errors: refused,
      errorFile: errors.path,
    };
    await print(cli, options, value, summary(value));
    if (fault !== undefined) {
      const rest = `the ${tally.rows} rows before were dealt with and stay so, and those behind are still to be imported`;
      throw new CommandFailure(`${fault}; ${rest}`);
    }
    if (tally.error > 0) throw new CommandFailure(`${tally.error} of ${tally.rows} rows were refused`);
  };
  await cli.withStore(work, { lean: true });
}

function settings(options: Options): { options: ImportOptions; dryRun: boolean } {
  const { keepIds = false, onDuplicate, dryRun = false } = options;
  return { options: { keepIds, onDuplicate }, dryRun };
}

function progress(cli: Cli, options: Options): (rows: number) => void {
  let reportAt = performance.now() + REPORT_EVERY_MS;
  return (rows) => {
    if (options.quiet === true || performance.now() < reportAt) return;
    reportAt += REPORT_EVERY_MS;
    cli.err(`${rows} rows\n`);
  };
}

interface Summary {
  readonly record: string;
  readonly dryRun: boolean;
  readonly rows: number;
  readonly new: number;
  readonly updated: number;
  readonly duplicate: number;
  readonly error: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly errors: readonly RefusedRow[];
  readonly errorFile: string | null;
}

function summary(value: Summary): string {
  const lines = value.errors.slice(0, MOST_SHOWN).flatMap(({ row, faults }) => {
    return faults.map(({ field, reason }) => `row ${row}: ${field === null ? '' : `${field}: `}${reason}`);
  });
  if (value.error > MOST_SHOWN) lines.push(`… and ${value.error - MOST_SHOWN} more rows`);
  if (value.errorFile !== null) lines.push(`the refused rows with their reasons: ${value.errorFile}`);
  const counts = `${value.new} new, ${value.updated} updated, ${value.duplicate} duplicate, ${value.error} refused`;
  lines.push(
    `${value.dryRun ? 'would import' : 'imported'} ${value.record}: ${counts} of ${value.rows} rows ` +
      `in ${value.seconds.toFixed(1)} s (${value.rowsPerSecond} rows/s)`,
  );
  return lines.join('\n');
}

interface RefusedRow {
  readonly row: InputRow['row'];
  readonly faults: readonly RowFault[];
}

export interface MappingArguments {
  map?: string[];
  ignore?: string[];
}

interface Options extends MappingArguments {
  tenant: string;
  keepIds?: boolean;
  dryRun?: boolean;
  onDuplicate: ImportOptions['onDuplicate'];
  as?: string;
  errors?: string;
  quiet?: boolean;
  json?: boolean;
}
