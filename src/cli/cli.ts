import type { Command } from 'commander';
import type { Config } from '#app/config.ts';
import type { OpenOptions } from '#app/open-store.ts';
import type { Store } from '#crm/store.ts';

/** What every command works with. */
export interface Cli {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Aborts at SIGINT or SIGTERM from the first time that it is asked for; a second one ends the process at once. */
  readonly stopping: AbortSignal;

  /** The configuration. Raises ConfigError with one line that names the variable. */
  config(): Promise<Config>;

  /**
   * Runs `work` on the store that the environment names, migrated, and closes it; a server may run on it meanwhile. A store
   * must be there, unless `existing` is false: a mistyped folder is told rather than filled with an empty store.
   */
  withStore<T>(work: (store: Store) => Promise<T>, options?: OpenOptions): Promise<T>;
}

/** A wrong combination of arguments that the parser can't see: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that the command was asked for can't be done; the message is one line for people, or '' when it was said already. Exit status 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** A subcommand with `--json`. */
export function addCommand(parent: Command, usage: string, description: string): Command {
  return parent.command(usage).description(description).option('--json', 'print JSON for machines');
}

/** From here on a signal stops the command in its own time rather than at once. */
export function listenForSignals(cli: Cli): void {
  void cli.stopping;
}

/** Prints a result: `value` as JSON with --json (ids as exact integers), else the text. */
export async function print(cli: Cli, options: { json?: boolean }, value: unknown, text: string): Promise<void> {
  if (options.json !== true) {
    cli.out(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  const { stringifyExact } = await import('#transport/http/exact-json.ts');
  cli.out(`${stringifyExact(value)}\n`);
}

/** Rows under a header, columns aligned; Chinese characters take two places. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
      .join('  ')
      .trimEnd();
  return [header, ...rows].map(line).join('\n');
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

const WIDE = /[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u;
