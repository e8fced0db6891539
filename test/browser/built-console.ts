import { globSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');

/** Builds the console if one of its files is newer than the last build: tests look at what would be shipped. */
export async function buildConsole(): Promise<void> {
  const builtAt = changedAt(join(root, 'dist/console/index.html'));
  const newest = globSync('console/**/*.{ts,tsx,css,html,svg}', { cwd: root }).map((file) =>
    changedAt(join(root, file)),
  );
  if (builtAt >= Math.max(...newest)) return;
  await build({
    configFile: join(root, 'console/vite.config.ts'),
    root: dirname(join(root, 'console/index.html')),
    logLevel: 'error',
  });
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
