import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { makeFolder } from '#engines/make-folder.ts';
import { addCommand, CommandFailure, print, type Cli } from './cli.ts';

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
  const { writeManifest } = await import('./backup/manifest.ts');
  const config = await cli.config();
  makeFolder(folder);
  if ((await readdir(folder)).length > 0) throw new CommandFailure(`${folder} is not empty`);
  if (options.withKey === true && config.key !== undefined) {
    throw new CommandFailure('the key is in HUILIU_KEY, not in a file: leave --with-key out');
  }
  await cli.withStore(async ({ engine }) => {
    const names = await engine.backup(folder);
    if (options.withKey === true) await copyFile(join(config.data, KEY), join(folder, KEY));
    const files = options.withKey === true ? [...names, KEY] : names;
    const manifest = await writeManifest(engine, folder, files);
    const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
    const text = `${files.length} files with ${rows} rows in ${folder}, verified`;
    await print(cli, options, { folder, ...manifest }, text);
  });
}

/** What `backup --verify` and `restore --check` do; the store itself isn't touched. */
export async function verify(cli: Cli, folder: string, options: { json?: boolean }): Promise<void> {
  const { verifyBackup } = await import('./backup/manifest.ts');
  const { openEngine } = await import('#app/open-store.ts');
  await using engine = await openEngine(await cli.config());
  const manifest = await verifyBackup(engine, folder);
  const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0);
  const text = `the backup of ${manifest.madeAt} is sound: ${manifest.files.length} files, ${rows} rows`;
  await print(cli, options, { folder, sound: true, ...manifest }, text);
}

interface Options {
  withKey?: boolean;
  verify?: boolean;
  json?: boolean;
}
