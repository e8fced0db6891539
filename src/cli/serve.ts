import type { Command } from 'commander';
import { variables } from '#app/config.ts';
import { addCommand, listenForSignals, table, type Cli } from './cli.ts';

export function addServe(program: Command, cli: Cli): void {
  addCommand(program, 'serve', 'serve the store: every dialect on one address')
    .addHelpText('after', `\nVariables:\n${variablesHelp()}`)
    .action(async (options: { json?: boolean }) => {
      listenForSignals(cli);
      const { announce } = await import('./serve/announce.ts');
      const { serve } = await import('./serve/serving.ts');
      await serve(cli, await cli.config(), {
        announce: (store, baseUrl) => announce(cli, store, baseUrl, options),
      });
    });
}

function variablesHelp(): string {
  return table(
    ['variable', 'default', 'meaning'],
    variables.map(({ name, fallback, meaning }) => [name, fallback, meaning]),
  );
}
