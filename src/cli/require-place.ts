import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommandFailure } from './cli.ts';

/** Whether a file can lie there, asked before long work rather than after it. Raises CommandFailure. */
export async function requirePlace(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;
  const fault = (await isFolder(file))
    ? 'it is a folder'
    : (await isFolder(folder))
      ? undefined
      : 'there is no such folder';
  if (fault !== undefined) throw new CommandFailure(`${file} can't be written: ${fault}`);
}

/** Whether two paths lead to one file that is there. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}
