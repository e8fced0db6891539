import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '#engines/make-folder.ts';
import { stringifyExact } from '#transport/http/exact-json.ts';
import type { DemoDescription } from './describe-demo.ts';

/** Writes demo.json whole or not at all; only its owner may read it, as it holds passwords. Answers its path. */
export async function writeDemoFile(folder: string, description: DemoDescription): Promise<string> {
  makeFolder(folder);
  const path = join(folder, 'demo.json');
  const draft = `${path}.${process.pid}`;
  {
    await using file = await open(draft, 'w', 0o600);
    await file.writeFile(`${stringifyExact(description, 2)}\n`);
  }
  await rename(draft, path);
  return path;
}
