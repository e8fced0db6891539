import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Argument, Option, type Command } from 'commander';
import type { Store } from '#crm/store.ts';
import { exportFormats, type ExportFormat, type ExportRecordName } from '#jobs/export/record-export.ts';
import { importRecordNames } from '#jobs/import/record-import.ts';
import { addCommand, CommandFailure, print, type Cli } from './cli.ts';
import { actingAs, findTenant } from './find.ts';
import { oneLine } from './one-line.ts';
import { requirePlace } from './require-place.ts';

const REPORT_EVERY_MS = 5000;

export function addExport(program: Command, cli: Cli): void {
  addCommand(program, 'export', 'write records to a csv, xlsx or ndjson file that import reads back')
    .addArgument(new Argument('<records>', 'what to write').choices(importRecordNames))
    .requiredOption('--tenant <tenant>', 'code or id')
    .addOption(new Option('--format <format>', 'kind of file').choices(exportFormats).default('csv'))
    .option('--out <file>', 'where to; standard output when absent')
    .option('--as <login>', 'agent whose reach and masks hold; the first active admin when absent')
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', '\nWorks while the server runs. A file is there whole or not at all.')
    .action((record: ExportRecordName, options: Options) => exportFile(cli, record, options));
}

async function exportFile(cli: Cli, record: ExportRecordName, options: Options): Promise<void> {
  const { exportBytes } = await import('#jobs/export/export-rows.ts');
  const { recordAudit } = await import('#crm/audit/record-audit.ts');
  if (options.out !== undefined) await requirePlace(options.out);
  const work = async (store: Store): Promise<void> => {
    const { tenant } = await findTenant(store, options.tenant);
    const caller = async () => actingAs(store, await store.directory(tenant.id), options.as);
    const who = await caller();
    const startedAt = performance.now();
    let reportAt = startedAt + REPORT_EVERY_MS;
    let rows = 0;
    const bytes = exportBytes({
      store,
      record,
      format: options.format,
      caller,
      signal: cli.stopping,
      progress(count) {
        rows = count;
        if (options.quiet === true || performance.now() < reportAt) return;
        reportAt += REPORT_EVERY_MS;
        cli.err(`${count} rows\n`);
      },
    });
    await writeOut(bytes, options.out).catch((error: unknown) => {
      if (!cli.stopping.aborted)
        throw isFull(error) ? new CommandFailure(`${options.out} can't be written: ${oneLine(error)}`) : error;
      throw new CommandFailure(
        `stopped: ${options.out ?? 'standard output'} was not written${options.out === undefined ? ' to the end' : ''}`,
      );
    });
    await store.write((db) => recordAudit(db, who, { action: 'export', record, detail: { format: options.format } }));
    if (options.out === undefined) return;
    const seconds = (performance.now() - startedAt) / 1000;
    const value = {
      record,
      format: options.format,
      file: options.out,
      rows,
      seconds: Math.round(seconds * 1000) / 1000,
      rowsPerSecond: Math.round(rows / seconds),
    };
    const text = `wrote ${rows} ${record} to ${options.out} in ${seconds.toFixed(1)} s (${value.rowsPerSecond} rows/s)`;
    await print(cli, options, value, text);
  };
  await cli.withStore(work, { lean: true });
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}

async function writeOut(bytes: AsyncIterable<Buffer>, file: string | undefined): Promise<void> {
  const content = Readable.from(bytes, { objectMode: false });
  if (file === undefined) {
    await pipeline(content, process.stdout, { end: false });
    return;
  }
  const draft = `${file}.part`;
  try {
    await pipeline(content, createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

interface Options {
  tenant: string;
  format: ExportFormat;
  out?: string;
  as?: string;
  quiet?: boolean;
  json?: boolean;
}
