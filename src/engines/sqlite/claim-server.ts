import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../make-folder.ts';
import { isBusy, toEngineError } from './errors.ts';

/**
 * Takes the place of the one server of an embedded store until disposed. The operating system frees it when the process
 * dies in whatever way. Raises a one-line error while another process has it, EngineUnavailableError where the folder can't be
 * written.
 */
export function claimServer(folder: string): AsyncDisposable {
  makeFolder(folder);
  const lock = open(join(folder, 'server.lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw toEngineError(error, undefined);
    throw new Error(`Another Huiliu server already serves ${folder}: stop it first, or use PostgreSQL for several.`);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      if (lock.isOpen) lock.close();
    },
  };
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw toEngineError(error, undefined);
  }
}
