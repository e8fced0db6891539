import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Place } from './engines.ts';

/** The program as it is started. */
export const BIN = fileURLToPath(new URL('../../bin/huiliu.js', import.meta.url));

/** The key of every store that a test makes. */
export const TEST_KEY = '5a'.repeat(32);

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The variables that name a test's store, and none of this process's own HUILIU_ ones. */
export function environmentOf(place: Place, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HUILIU_')));
  return {
    ...env,
    HUILIU_DATA: place.folder,
    HUILIU_KEY: TEST_KEY,
    HUILIU_PORT: '0',
    ...(place.databaseUrl === undefined ? {} : { HUILIU_DATABASE_URL: place.databaseUrl }),
    ...more,
  };
}

/** Runs one command as an operator does, in a process of its own, to its end. */
export function runHuiliu(args: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A command that reads nothing may be gone before its input arrives.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        status: code ?? (signal === null ? -1 : 128),
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
  });
}
