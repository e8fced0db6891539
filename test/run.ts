// `npm test`: everything, or only the files that are named (`npm test -- src/crm/search/search.test.ts`); options go to
// Node's test runner as they are.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeParts } from './parts.ts';

const MINUTE = 60_000;
const given = process.argv.slice(2);
const isWhole = given.every((one) => one.startsWith('-'));
using parts = isWhole ? makeParts() : undefined;
const args = [
  '--test',
  // One more than a small machine has processors: a quarter of the time tests wait for a disk, a browser or a clock.
  '--test-concurrency=3',
  `--test-timeout=${10 * MINUTE}`,
  '--test-global-setup=test/setup.ts',
  ...given,
  ...(parts?.files ?? []),
];
// Hundreds of modules are compiled once, not for each process and each command that a test runs.
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, '../node_modules/.cache/compiled'), ...process.env };
if (isWhole) spawnSync(process.execPath, [join(import.meta.dirname, 'compile-program.ts')], { stdio: 'inherit', env });
// A test that hangs fails by its own time; what outlives even that, such as a loop without end, ends the run.
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env, timeout: isWhole ? 20 * MINUTE : 0 });
process.exitCode = status ?? 1;
