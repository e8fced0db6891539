import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { residentMiB } from './load.ts';
import type { BenchStore } from './store.ts';

export interface CommandRun {
  readonly seconds: number;
  /** Most resident memory that was seen, in MiB. */
  readonly memoryMiB: number;
  readonly output: string;
}

const main = join(import.meta.dirname, '..', 'bin', 'huiliu.js');

/** Runs one command of huiliu on a store to its end, watching its memory. Raises an error when it fails. */
export async function runCommand(store: BenchStore, args: readonly string[]): Promise<CommandRun> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...store.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let memoryMiB = 0;
  const look = setInterval(() => {
    memoryMiB = Math.max(memoryMiB, residentMiB(child.pid!));
  }, 50);
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  clearInterval(look);
  if (status !== 0) throw new Error(`huiliu ${args.join(' ')} ended with ${String(status)}: ${errors.slice(-500)}`);
  return { seconds: (performance.now() - startedAt) / 1000, memoryMiB, output };
}
