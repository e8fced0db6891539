import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, and those that it lies in, for this user alone; one that is there stays as it is. By hand: the recursive
 * mkdir of Node never ends where a file system lets nobody make folders (`/proc`).
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && isFolder(path)) return;
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || isFolder(parent)) throw error;
    makeFolder(parent);
    // Of several processes that start at once each may be the one that makes it.
    makeFolder(path);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
