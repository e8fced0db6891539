#!/usr/bin/env node
// Starts the program on the pinned Node, whatever Node runs this file. Plain JavaScript that Node 20 reads.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 26;
const self = fileURLToPath(import.meta.url);

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  // Stripping types and compiling is half of what a start costs; what can't be kept is compiled again.
  module.enableCompileCache(join(dirname(self), '..', 'node_modules', '.cache', 'huiliu'));
  await import('../src/main.ts');
} else {
  runOn(pinnedNode());
}

function pinnedNode() {
  try {
    const manifest = module.createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    process.stderr.write(`huiliu: needs Node ${NEEDED}, which comes with its packages: run "npm ci" first\n`);
    process.exit(1);
  }
}

function runOn(node) {
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`huiliu: can't run ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}
