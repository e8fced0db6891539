import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../make-folder.ts';

/**
 * Takes the place of the one server of an embedded store until disposed. The operating system frees it when the process
 * dies in whatever way. Raises a one-line error while another process has it.
 */
export function claimServer(folder: string): AsyncDisposable {
  makeFolder(folder);
  const lock = new DatabaseSync(join(folder, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new Error(`Another Huiliu server already serves ${folder}: stop it first, or use PostgreSQL for several.`);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      if (lock.isOpen) lock.close();
    },
  };
}
