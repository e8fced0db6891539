import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type BackupFormat, backupFormat } from '#app/open-store.ts';
import { CommandFailure } from '../cli.ts';

export const MANIFEST = 'manifest.json';

/** What stands beside a backup's files, so that they can be checked without the store that they came from. */
export interface Manifest {
  readonly format: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** Rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** Reads the files that were just written from end to end and writes down what they hold. Raises CommandFailure for a damaged copy. */
export async function writeManifest(format: string, folder: string, names: readonly string[]): Promise<Manifest> {
  const { rows, faults } = await (await knownFormat(format)).inspect(folder);
  if (faults.length > 0) throw new CommandFailure(`the copy is damaged: ${faults[0]}`);
  const files = await Promise.all(names.map((name) => describeFile(folder, name)));
  const manifest: Manifest = { format, madeAt: new Date().toISOString(), rows, files };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  return manifest;
}

/**
 * Compares a backup with its manifest: sizes, hashes, the engine's own check, rows of each table.
 * @param wanted the format that it must have to be restored; any when absent
 * Raises CommandFailure.
 */
export async function verifyBackup(folder: string, wanted?: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  const format = await knownFormat(manifest.format);
  if (wanted !== undefined && manifest.format !== wanted) {
    throw new CommandFailure(`a backup of the format ${manifest.format} is restored to ${format.restoredTo}`);
  }
  for (const file of manifest.files) {
    const { bytes, sha256 } = await describeFile(folder, file.name);
    if (bytes !== file.bytes) throw new CommandFailure(`${file.name} has ${bytes} bytes and should have ${file.bytes}`);
    if (sha256 !== file.sha256) throw new CommandFailure(`${file.name} was changed: its SHA-256 is ${sha256}`);
  }
  const { rows, faults } = await format.inspect(folder);
  if (faults.length > 0) throw new CommandFailure(`the backup is damaged: ${faults[0]}`);
  for (const [table, count] of Object.entries(manifest.rows)) {
    if (rows[table] !== count)
      throw new CommandFailure(`${table} has ${rows[table] ?? 0} rows and should have ${count}`);
  }
  return manifest;
}

/** Files and rows, as people read them. */
export function sizeOf({ files, rows }: Manifest): string {
  const count = Object.values(rows).reduce((sum, one) => sum + one, 0);
  return `${files.length} ${files.length === 1 ? 'file' : 'files'} with ${count} rows`;
}

async function knownFormat(name: string): Promise<BackupFormat> {
  const format = await backupFormat(name);
  if (format === undefined)
    throw new CommandFailure(`this version knows no backups of the format ${name}: use a later one`);
  return format;
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(
      `${folder} is no backup, or one that was broken off: ${MANIFEST} can't be read (${reason})`,
    );
  }
}

async function describeFile(folder: string, name: string) {
  const path = join(folder, name);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { name, bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}
