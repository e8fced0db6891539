import type { Command } from 'commander';
import { variables } from '#app/config.ts';
import { addCommand, listenForSignals, table, type Cli } from './cli.ts';

export function addServe(program: Command, cli: Cli): void {
  addCommand(program, 'serve', 'serve the store: every dialect on one address')
    .addHelpText('after', `\nVariables:\n${variablesHelp()}`)
    .action(async (options: { json?: boolean }) => {
      listenForSignals(cli);
      const config = await cli.config();
      if (config.workers === 1) {
        const { serveAlone } = await import('./serve/serve-alone.ts');
        await serveAlone(cli, config, options);
      } else {
        const { serveInWorkers } = await import('./serve/serve-in-workers.ts');
        await serveInWorkers(cli, config, options);
      }
    });
}

function variablesHelp(): string {
  return table(
    ['variable', 'default', 'meaning'],
    variables.map(({ name, fallback, meaning }) => [name, fallback, meaning]),
  );
}
