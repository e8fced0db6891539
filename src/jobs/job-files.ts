import { createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from '#engines/make-folder.ts';

/** Where files of jobs lie; with several servers on several machines HUILIU_DATA is a folder that they share. */
export function jobFolder(data: string): string {
  return join(data, 'jobs');
}

/** A file has more bytes than may be taken. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
}

/** Writes a file whole or not at all. Raises FileTooLargeError past `mostBytes`; answers how many it took. */
export async function writeJobFile(
  folder: string,
  name: string,
  content: Readable | AsyncIterable<Buffer>,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<number> {
  makeFolder(folder);
  const path = join(folder, name);
  const draft = `${path}.part`;
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      done(size > mostBytes ? new FileTooLargeError(`more than ${mostBytes} bytes`) : null, chunk);
    },
  });
  try {
    await pipeline(content, measure, createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return size;
}

/** The path of a file that is there; null for one that was purged, or lies on another machine. */
export async function findJobFile(folder: string, name: string): Promise<{ path: string; size: number } | null> {
  const path = join(folder, name);
  try {
    return { path, size: (await stat(path)).size };
  } catch {
    return null;
  }
}

const KEPT_MS = 7 * 86_400_000;

/** Removes files that nobody will ask for any more: a week after they were written, drafts of dead processes too. */
export async function purgeJobFiles(data: string, now = Date.now()): Promise<void> {
  const folder = jobFolder(data);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > KEPT_MS) await rm(path, { force: true });
  }
}
