import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
/** So many that the last of them ends soon after the others. */
const SHARED = 12;
/** A minute and more: they start first, each in a process of its own. */
const LONG = [
  'test/browser/console.test.ts',
  'test/jobs/import-in-thread.test.ts',
  'test/store/kill-server.test.ts',
  'test/browser/every-screen.test.ts',
];

const UNTRACKED = 'test/untracked-promises.ts';

export interface Parts extends Disposable {
  readonly files: readonly string[];
}

/**
 * All test files in a few parts, each a file that a process runs, in the order in which they are to start: loading the
 * program costs a second of processor time, which most test files take less than. Dispose it after the run.
 */
export function makeParts(): Parts {
  const folder = mkdtempSync(join(tmpdir(), 'huiliu-test-parts-'));
  const files = divide().map((part, at) => {
    const file = join(folder, `${String(at).padStart(2, '0')}.test.mjs`);
    writeFileSync(file, [UNTRACKED, ...part].map(importLine).join(''));
    return file;
  });
  return { files, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

function importLine(file: string): string {
  return `await import('${pathToFileURL(join(root, file)).href}');\n`;
}

/** Files of one folder cost about the same: they go to different parts. */
function divide(): string[][] {
  const shared: string[][] = Array.from({ length: SHARED }, () => []);
  globSync('{src,test}/**/*.test.ts', { cwd: root, exclude: LONG })
    .sort()
    .forEach((file, at) => shared[at % SHARED]!.push(file));
  return [...LONG.map((file) => [file]), ...shared];
}
