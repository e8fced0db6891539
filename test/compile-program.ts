import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
/** What begins to work as soon as it is loaded, and what few processes load. */
const LEFT_OUT = ['src/main.ts', '**/*-thread.ts', '**/*.test.ts', 'src/testing/**'];

// What is compiled here is kept when this process ends: else each of the run's first processes would compile it, as would servers that
// are killed before they keep anything.
for (const file of globSync('src/**/*.ts', { cwd: root, exclude: LEFT_OUT })) {
  await import(pathToFileURL(join(root, file)).href);
}
