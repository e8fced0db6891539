import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

test('an error that strays out of a test fails the run, also where promises aren’t followed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'huiliu-test-'));
  try {
    for (const stray of ['void Promise.reject(new Error("gone astray"))', 'throw new Error("gone astray")']) {
      const file = join(folder, 'stray.test.mjs');
      writeFileSync(
        file,
        `await import(${JSON.stringify(new URL('./untracked-promises.ts', import.meta.url).href)});
        const { test } = await import('node:test');
        test('looks well', async () => {
          await null;
          setTimeout(() => { ${stray}; }, 1);
          await new Promise((resolve) => setTimeout(resolve, 50));
        });`,
      );
      const { NODE_TEST_CONTEXT: _ofThisRun, ...env } = process.env;
      const { status, stdout } = spawnSync(process.execPath, ['--test', file], { env, encoding: 'utf8' });
      assert.equal(status, 1, stdout);
      assert.match(stdout, /gone astray/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
