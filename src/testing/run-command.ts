import { createCli } from '#cli/create-cli.ts';
import { runCommand } from '#cli/program.ts';
import type { Ran } from './run-huiliu.ts';

/**
 * Runs one command to its end within this process: what it does and prints, at a tenth of a process's cost. That commands do the same
 * as processes, beside others, is what `runHuiliu` is for; so is what reads standard input or writes an export to standard output.
 * `stopping` aborts as Ctrl-C does.
 */
export async function runHere(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stopping = new AbortController().signal,
): Promise<Ran> {
  const ran = { stdout: '', stderr: '' };
  const cli = {
    ...createCli(env, stopping),
    out: (text: string) => void (ran.stdout += text),
    err: (text: string) => void (ran.stderr += text),
  };
  return { status: await runCommand(args, cli), ...ran };
}
