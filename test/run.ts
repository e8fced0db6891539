// `npm test`: everything, or only the files that are named (`npm test -- src/crm/search/search.test.ts`); options go to
// Node's test runner as they are.
import { spawnSync } from 'node:child_process';

const given = process.argv.slice(2);
const files = given.some((one) => !one.startsWith('-')) ? [] : ['src/**/*.test.ts', 'test/**/*.test.ts'];
const args = ['--test', '--test-concurrency=2', '--test-global-setup=test/setup.ts', ...given, ...files];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exitCode = status ?? 1;
