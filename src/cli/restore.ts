import { constants } from 'node:fs';
import { access, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '#app/config.ts';
import { verify } from './backup.ts';
import { addCommand, CommandFailure, print, type Cli } from './cli.ts';
import { oneLine } from './one-line.ts';

export function addRestore(program: Command, cli: Cli): void {
  addCommand(program, 'restore', 'fill a new, empty store from a backup, after verifying it')
    .argument('<folder>', 'what backup made')
    .option('--check', 'only verify the backup')
    .addHelpText(
      'after',
      '\nThe store is the one that HUILIU_DATA or HUILIU_DATABASE_URL names; it must hold no tenant.',
    )
    .action((folder: string, options: Options) =>
      options.check === true ? verify(cli, folder, options) : restore(cli, folder, options),
    );
}

async function restore(cli: Cli, folder: string, options: Options): Promise<void> {
  const { verifyBackup, sizeOf } = await import('./backup/manifest.ts');
  const { addressOf, atFirst, backupFormatOf, checkBackupKey, openEngine, openStore } = await import(
    '#app/open-store.ts'
  );
  const config = await cli.config();
  const keyFile = await findKey(config, folder);
  const manifest = await verifyBackup(folder, await backupFormatOf(config));
  await checkBackupKey(config, folder, keyFile);
  {
    await using engine = await openEngine(config);
    await using _place = engine.claimServer();
    await atFirst(addressOf(config), () => engine.migrate());
    try {
      await engine.restore(folder, cli.stopping);
    } catch (error) {
      if (!cli.stopping.aborted) throw new CommandFailure(`nothing was restored: ${oneLine(error)}`);
      throw new CommandFailure('stopped: nothing was restored, and the same command again begins anew');
    }
  }
  await copyKey(join(folder, 'key'), join(config.data, 'key'));
  // Migrates what an older version made, and checks that the key opens it.
  const store = await openStore(config);
  await store.engine[Symbol.asyncDispose]();
  await print(
    cli,
    options,
    { folder, ...manifest },
    `restored ${sizeOf(manifest)}, as they were at ${manifest.madeAt}`,
  );
}

/** The key's file, which HUILIU_KEY stands before. One made anew opens nothing that the backup's own key sealed. */
async function findKey({ key, data }: Config, folder: string): Promise<string> {
  const own = join(data, 'key');
  if (key !== undefined || (await isThere(own))) return own;
  if (await isThere(join(folder, 'key'))) return join(folder, 'key');
  throw new CommandFailure(`the backup holds no key: give its store's in HUILIU_KEY, or copy it to ${own}`);
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** A key that is there already stays: the check afterwards says whether it fits. */
async function copyKey(from: string, to: string): Promise<void> {
  if (!(await isThere(from))) return;
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

interface Options {
  check?: boolean;
  json?: boolean;
}
