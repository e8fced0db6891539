import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { BIN } from './run-huiliu.ts';

/** A server as an operator starts it, in a process group of its own. */
export interface RunningHuiliu extends AsyncDisposable {
  readonly baseUrl: string;
  readonly pid: number;
  /** Everything it printed so far. */
  stdout(): string;
  stderr(): string;
  /** SIGTERM, and the exit status. */
  stop(): Promise<number | null>;
  /** SIGKILL to the whole process group, as a power cut would. */
  kill(): Promise<void>;
}

const LONGEST_START_MS = 30_000;
/** A server that doesn't end by itself is ended, so that a test fails rather than waits. */
const LONGEST_STOP_MS = 40_000;

export interface StartOptions {
  /** No file may grow beyond so many KiB: what a full disk does to a store, without filling one. */
  readonly largestFileKiB?: number;
}

/** Starts `huiliu serve` and waits until it says where it listens. Rejects when it ends before. */
export async function startHuiliu(
  env: NodeJS.ProcessEnv,
  { largestFileKiB }: StartOptions = {},
): Promise<RunningHuiliu> {
  const command = [process.execPath, BIN, 'serve'];
  const [file, ...args] =
    largestFileKiB === undefined ? command : ['bash', '-c', `ulimit -f ${largestFileKiB}; exec "$0" "$@"`, ...command];
  const child = spawn(file!, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const baseUrl = await listening(child, exited, output);
  const signal = async (name: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      if (name === 'SIGKILL') process.kill(-child.pid!, name);
      else child.kill(name);
    }
    return (await exited)[0];
  };
  return {
    baseUrl,
    pid: child.pid!,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    async stop() {
      const tooLong = setTimeout(() => void signal('SIGKILL'), LONGEST_STOP_MS);
      const status = await signal('SIGTERM');
      clearTimeout(tooLong);
      return status;
    },
    kill: async () => void (await signal('SIGKILL')),
    [Symbol.asyncDispose]: async () => void (await signal('SIGKILL')),
  };
}

async function listening(
  child: ChildProcess,
  exited: Promise<[number | null]>,
  output: { stdout: string; stderr: string },
): Promise<string> {
  const deadline = AbortSignal.timeout(LONGEST_START_MS);
  const ended = exited.then(([code]) => {
    throw new Error(`the server ended with ${code} before it listened:\n${output.stderr}`);
  });
  for (;;) {
    const url = /listens on (http\S+)/.exec(output.stdout)?.[1];
    if (url !== undefined) {
      ended.catch(() => undefined);
      return url;
    }
    await Promise.race([once(child.stdout!, 'data', { signal: deadline }), ended]);
  }
}
