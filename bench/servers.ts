import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchStore } from './store.ts';

export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process until it listened. */
  readonly startMs: number;
}

const root = join(import.meta.dirname, '..');

/** Those of `npm start`. */
const OPTIONS = ['--max-semi-space-size=8', '--initial-old-space-size=64', '--heap-growing-percent=20'];

/** Huiliu itself, as `npm start` runs it. */
export function startHuiliu(
  store: Pick<BenchStore, 'env'>,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  return start([...OPTIONS, join(root, 'bin', 'huiliu.js'), 'serve'], { ...store.env, HUILIU_PORT: '0', ...env });
}

/** The bare server of bench/baseline on the same store. */
export function startBaseline(store: BenchStore): Promise<Server> {
  const place = store.engine === 'sqlite' ? store.env['HUILIU_DATA']! : store.env['HUILIU_DATABASE_URL']!;
  return start([join(import.meta.dirname, 'baseline', 'main.ts'), store.engine, place, store.tenantId], {});
}

async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Server> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...profiling(), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  });
  const port = await listeningPort(child);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    startMs: Math.round(performance.now() - startedAt),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** `BENCH_PROFILE=folder` writes a profile of each server when it stops. */
function profiling(): string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

async function listeningPort(child: ChildProcess): Promise<number> {
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the server ended before it listened');
  });
  const found = (async () => {
    for await (const line of lines) {
      const port = /listen(?:ing|s) on (?:http:\/\/127\.0\.0\.1:)?(\d+)/.exec(line)?.[1];
      if (port !== undefined) return Number(port);
    }
    throw new Error('the server said no port');
  })();
  ended.catch(() => undefined);
  const port = await Promise.race([found, ended]);
  child.stdout!.resume();
  return port;
}
