import { text } from 'node:stream/consumers';
import { UsageError } from './cli.ts';

/** The first line of standard input. */
export async function readPassword(): Promise<string> {
  const [line = ''] = (await text(process.stdin)).split(/\r?\n/);
  if (line === '') throw new UsageError('--password-stdin: standard input is empty');
  return line;
}
