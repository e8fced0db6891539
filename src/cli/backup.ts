import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { makeFolder } from '#engines/make-folder.ts';
import { addCommand, CommandFailure, print, type Cli } from './cli.ts';
import { oneLine } from './one-line.ts';

const KEY = 'key';

export function addBackup(program: Command, cli: Cli): void {
  addCommand(program, 'backup', 'copy the whole store into a new folder, while it serves, and verify the copy')
    .argument('<folder>', 'an empty or new folder')
    .option('--with-key', 'also copy HUILIU_DATA/key; keep such a backup as safe as the key')
    .option('--verify', 'make no backup, but verify the one in the folder')
    .addHelpText(
      'after',
      '\nA manifest with sizes, SHA-256 and rows of each table stands beside the files. Without the key, secrets and\n' +
        'passwords of services in the backup stay sealed: keep HUILIU_KEY (or HUILIU_DATA/key) elsewhere.',
    )
    .action((folder: string, options: Options) =>
      options.verify === true ? verify(cli, folder, options) : backup(cli, folder, options),
    );
}

async function backup(cli: Cli, folder: string, options: Options): Promise<void> {
  const config = await cli.config();
  await requireEmpty(folder);
  if (options.withKey === true && config.key !== undefined) {
    throw new CommandFailure('the key is in HUILIU_KEY, not in a file: leave --with-key out');
  }
  await cli.withStore(async ({ engine }) => {
    makeFolder(folder);
    try {
      const names = await engine.backup(folder, cli.stopping);
      if (options.withKey === true) await copyFile(join(config.data, KEY), join(folder, KEY));
      cli.stopping.throwIfAborted();
      const { writeManifest, sizeOf } = await import('./backup/manifest.ts');
      const manifest = await writeManifest(engine.backupFormat, folder, [
        ...names,
        ...(options.withKey === true ? [KEY] : []),
      ]);
      await print(cli, options, { folder, ...manifest }, `${sizeOf(manifest)} in ${folder}, verified`);
    } catch (error) {
      for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
      if (cli.stopping.aborted) throw new CommandFailure(`stopped: nothing is left in ${folder}`);
      throw new CommandFailure(`${oneLine(error)}: nothing is left in ${folder}`);
    }
  });
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0)
    throw new CommandFailure(`${folder} is not empty: name a new folder, as a backup overwrites nothing`);
}

/** What `backup --verify` and `restore --check` do; no store is opened for it. */
export async function verify(cli: Cli, folder: string, options: { json?: boolean }): Promise<void> {
  const { verifyBackup, sizeOf } = await import('./backup/manifest.ts');
  const manifest = await verifyBackup(folder);
  const text = `the backup of ${manifest.madeAt} is sound: ${sizeOf(manifest)}`;
  await print(cli, options, { folder, sound: true, ...manifest }, text);
}

interface Options {
  withKey?: boolean;
  verify?: boolean;
  json?: boolean;
}
