import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('a process that can start a database ends with the status that it set', () => {
  const module = JSON.stringify(new URL('./postgres-server.ts', import.meta.url).href);
  const { status, stderr } = spawnSync(process.execPath, [
    '-e',
    `import(${module}).then(() => { process.exitCode = 3; })`,
  ]);
  assert.equal(status, 3, String(stderr));
});
